"""The server with one of its guarantees broken on purpose: the fault tests must see it.

Run as a program, with the sabotage's name as its argument.
"""

import asyncio
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler

from tests.faults.stops import AT_LEAST
from tracker.cli import tracker
from tracker.commands import serve
from tracker.domain.events import Visitor
from tracker.domain.rows import Row
from tracker.services.recording.entries import Entry, Outcome, Reply
from tracker.services.recording.recorder import Recorder
from tracker.services.reports.readers import Readers
from tracker.storage.backups import folder
from tracker.storage.file import writer
from tracker.storage.file.writing import Writing
from tracker.storage.numbered.reader import Reader
from tracker.web import shell
from tracker.web.serving import process
from tracker.web.serving.runner import Runner

LATER = 0.25  # seconds that a commit is put off


def acknowledge_early() -> None:
    """Answer at once, commit later: what trackers with a memory buffer do."""
    submit = Recorder.submit

    def submit_and_answer(
        self: Recorder, row: Row, reply: Reply, visitor: Visitor | None = None
    ) -> bool:
        queued = submit(self, row, lambda _: None, visitor)
        if queued:
            asyncio.get_running_loop().call_soon(reply, Outcome.STORED)
        return queued

    Recorder.submit = submit_and_answer
    commit_later()


def leave_at_once() -> None:
    """End on the first signal: no drain, no goodbye. By then nothing is committed any more, so
    that somebody waits for an answer, however slow this machine is."""
    write, rows = Recorder._write, 0

    async def write_the_first(self: Recorder, batch: list[Entry]) -> None:
        nonlocal rows
        await (write(self, batch) if rows < AT_LEAST else asyncio.Event().wait())
        rows += len(batch)

    Recorder._write = write_the_first

    async def let_go(_: Runner) -> None:
        os._exit(0)

    Runner.let_go = let_go


def commit_later() -> None:
    write = Recorder._write

    async def write_later(self: Recorder, batch: list[Entry]) -> None:
        await asyncio.sleep(LATER)
        await write(self, batch)

    Recorder._write = write_later


def say_everything() -> None:
    """asyncio's own loop, and its own word about each connection that cannot be let in."""
    serve.fastest_loop = lambda: None
    process.calm = lambda _: None


def copy_the_file() -> None:
    """A backup as people make them: the file, without what waits in its write-ahead log. Here
    that never empties, so that what is lost does not depend on the moment."""
    writer.PRAGMAS += "pragma wal_autocheckpoint = 0;"

    def copy(source: Path, target: Path, *_: object) -> None:
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(source, target)

    folder.copy_database = copy


def never_look() -> None:
    """Write on into the open file, wherever its name leads by now."""

    async def see_nothing(_: Writing) -> None:
        return

    Writing._see_files = see_nothing


def stop_halfway() -> None:
    """A handler ends wherever it stands when its client leaves."""

    @web.middleware
    async def as_it_comes(request: web.Request, handler: Handler) -> web.StreamResponse:
        return await handler(request)

    shell.finish_changes = as_it_comes


def keep_open() -> None:
    """Every question of reports leaves something open behind it."""
    ask = Readers.ask

    async def ask_and_keep(self: Readers, asked: Callable[[Reader], object]) -> object:
        kept.append(os.dup(0))
        return await ask(self, asked)

    kept: list[int] = []
    Readers.ask = ask_and_keep


SABOTAGES = {
    "keep-open": keep_open,
    "stop-halfway": stop_halfway,
    "never-look": never_look,
    "say-everything": say_everything,
    "copy-the-file": copy_the_file,
    "acknowledge-early": acknowledge_early,
    "leave-at-once": leave_at_once,
}

if __name__ == "__main__":
    SABOTAGES[sys.argv.pop()]()
    tracker(["serve"])
