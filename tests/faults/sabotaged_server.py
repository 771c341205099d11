"""The server with one of its guarantees broken on purpose: the fault tests must see it.

Run as a program, with the sabotage's name as its argument.
"""

import asyncio
import sys

from tracker.cli import tracker
from tracker.domain.events import Back, Row
from tracker.services.recorder import Entry, Outcome, Recorder, Reply

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


SABOTAGES = {"acknowledge-early": acknowledge_early}

if __name__ == "__main__":
    SABOTAGES[sys.argv.pop()]()
    tracker(["serve"])
