"""The server with one of its guarantees broken on purpose: the fault tests must see it.

Run as a program, with the sabotage's name as its argument.
"""

import asyncio
import os
import sys

from tracker.cli import tracker
from tracker.domain.events import Back, Row
from tracker.services.recorder import Entry, Outcome, Recorder, Reply
from tracker.web.server import Runner

LATER = 0.25  # seconds between an answer and its commit


def acknowledge_early() -> None:
    """Answer at once, commit later: what trackers with a memory buffer do."""
    submit, write = Recorder.submit, Recorder._write

    def submit_and_answer(self: Recorder, row: Row | Back, reply: Reply) -> bool:
        queued = submit(self, row, lambda _: None)
        if queued:
            asyncio.get_running_loop().call_soon(reply, Outcome.STORED)
        return queued

    async def write_later(self: Recorder, batch: list[Entry]) -> None:
        await asyncio.sleep(LATER)
        await write(self, batch)

    Recorder.submit = submit_and_answer
    Recorder._write = write_later


def leave_at_once() -> None:
    """End on the first signal: no drain, no goodbye."""

    async def cleanup(_: Runner) -> None:
        os._exit(0)

    Runner.cleanup = cleanup


SABOTAGES = {"acknowledge-early": acknowledge_early, "leave-at-once": leave_at_once}

if __name__ == "__main__":
    SABOTAGES[sys.argv.pop()]()
    tracker(["serve"])
