"""Files that come in parts over the web, to be imported by a command of their own beside the
server."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec

from tracker.services.limits.disk_space import free_bytes
from tracker.storage.disk.private_files import only_ours
from tracker.storage.disk.whole_files import write_whole

log = logging.getLogger(__name__)

KEPT = 7 * 86_400_000  # ms that an upload waits for its next part
LOOK_EVERY = 3600.0  # seconds between two looks for those that wait in vain
MOST = 20  # of a site at once
TIMES = 3  # as much room as the file, for what is made of it
LONGEST_NAME = 200
LONGEST_LINE = 64 << 20  # bytes that a command may say at its end
COMING, WORKING, DONE, FAILED = "coming", "working", "done", "failed"


class NoRoom(Exception):
    """The disk has not as much room as that file takes."""


class TooMany(Exception):
    """The site has as many uploads as it may have."""


class OutOfStep(Exception):
    """A part that does not follow the last one."""


class Upload(msgspec.Struct):
    """`said`: what the command has said at its end, JSON or a sentence."""

    id: str
    site_id: int
    user_id: int
    name: str
    size: int
    at: int
    state: str = COMING
    said: str = ""
    done: int = 0  # bytes of it that are read
    rows: int = 0


class Uploads:
    """In a folder of the data folder. `command` makes the words of the command line."""

    def __init__(
        self,
        folder: Path,
        least_free: int,
        now: Callable[[], int],
        command: Callable[[Upload, Path], Sequence[str]],
        environment: Mapping[str, str],
    ) -> None:
        self._folder = folder
        self._least_free = least_free
        self._now = now
        self._command = command
        self._environment = environment
        self._known: dict[str, Upload] = {}
        self._working: dict[str, asyncio.Task[None]] = {}
        self._writing: set[str] = set()

    def load(self) -> None:
        """What was there at the last stop. Blocks."""
        for path in self._folder.glob("*.json"):
            with suppress(OSError, msgspec.MsgspecError):
                upload = msgspec.json.decode(path.read_bytes(), type=Upload)
                self._known[upload.id] = upload

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Go on with what was interrupted, and forget what waits in vain, while the context is
        open."""
        await asyncio.to_thread(self.load)
        for upload in list(self._known.values()):
            if upload.state == WORKING:
                self.start(upload)
        forgetting = asyncio.create_task(self._forget_old())
        try:
            yield
        finally:
            tasks = [forgetting, *self._working.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def of(self, site_id: int) -> list[Upload]:
        """The newest first."""
        found = [each for each in self._known.values() if each.site_id == site_id]
        return sorted(found, key=lambda each: (-each.at, each.id))

    def find(self, site_id: int, upload_id: str) -> Upload | None:
        """One of that site."""
        found = self._known.get(upload_id)
        return found if found and found.site_id == site_id else None

    def begin(self, site_id: int, user_id: int, name: str, size: int) -> Upload:
        """A file of that size is to come. Raises NoRoom, TooMany. Blocks."""
        if len(self.of(site_id)) >= MOST:
            raise TooMany
        if free_bytes(self._folder.parent) - TIMES * size < self._least_free:
            raise NoRoom
        made = Upload(
            secrets.token_hex(8), site_id, user_id, name[:LONGEST_NAME], size, self._now()
        )
        with only_ours():
            self._folder.mkdir(exist_ok=True)
            self._part(made).touch()
            self._keep(made)
        self._known[made.id] = made
        return made

    def received(self, upload: Upload) -> int:
        """Bytes that are there. Blocks for a moment."""
        try:
            return self._part(upload).stat().st_size
        except OSError:
            return 0

    async def put(self, upload: Upload, start: int, pieces: AsyncIterator[bytes]) -> int:
        """Write the next part; how many bytes there are then. Raises OutOfStep, NoRoom, OSError."""
        if upload.state != COMING or upload.id in self._writing or start != self.received(upload):
            raise OutOfStep
        self._writing.add(upload.id)
        try:
            with only_ours(), self._part(upload).open("ab") as file:
                async for piece in pieces:
                    if file.tell() + len(piece) > upload.size:
                        raise OutOfStep
                    if free_bytes(self._folder) < self._least_free:
                        raise NoRoom
                    await asyncio.to_thread(file.write, piece)
        finally:
            self._writing.discard(upload.id)
        upload.at = self._now()
        return self.received(upload)

    def start(self, upload: Upload) -> None:
        """All of it is there: import it."""
        upload.state = WORKING
        self._keep(upload)
        task = asyncio.create_task(self._import(upload))
        self._working[upload.id] = task
        task.add_done_callback(lambda _: self._working.pop(upload.id, None))

    async def remove(self, upload: Upload) -> None:
        """Forget it, and stop its command."""
        if task := self._working.get(upload.id):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self._known.pop(upload.id, None)
        for path in (self._part(upload), self._part(upload).with_suffix(".json")):
            path.unlink(missing_ok=True)

    def forget(self, site_id: int) -> None:
        """The site is no more."""
        for upload in self.of(site_id):
            self._known.pop(upload.id, None)
            for path in (self._part(upload), self._part(upload).with_suffix(".json")):
                path.unlink(missing_ok=True)

    async def _import(self, upload: Upload) -> None:
        command = self._command(upload, self._part(upload))
        running = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=LONGEST_LINE,
            env=dict(self._environment),
            preexec_fn=_behind,
        )
        try:
            said = await self._follow(upload, running)
        except asyncio.CancelledError:
            running.kill()
            await running.wait()
            raise
        upload.state = FAILED if running.returncode else DONE
        upload.said = said
        self._part(upload).unlink(missing_ok=True)
        self._keep(upload)

    async def _follow(self, upload: Upload, running: asyncio.subprocess.Process) -> str:
        """Its progress as it comes; its last word."""
        assert running.stdout
        assert running.stderr
        complaint = asyncio.create_task(running.stderr.read())
        last = b""
        while line := await running.stdout.readline():
            with suppress(ValueError):
                told: dict[str, Any] = json.loads(line)
                if "progress" in told:
                    upload.done, _, upload.rows = told["progress"]
                    continue
            last = line
        await running.wait()
        said = (await complaint).decode("utf-8", "replace").strip()
        return said.removeprefix("Error: ") if running.returncode else last.decode()

    async def _forget_old(self) -> None:
        while True:
            for upload in list(self._known.values()):
                if upload.state != WORKING and self._now() - upload.at > KEPT:
                    await self.remove(upload)
            await asyncio.sleep(LOOK_EVERY)

    def _part(self, upload: Upload) -> Path:
        return self._folder / f"{upload.id}.part"

    def _keep(self, upload: Upload) -> None:
        path = self._part(upload).with_suffix(".json")
        write_whole(path, msgspec.json.encode(upload).decode())


def _behind() -> None:
    """Whatever else runs on this machine comes first."""
    with suppress(OSError):
        os.nice(10)
