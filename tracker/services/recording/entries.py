"""A row on its way to the disk, who brings it there, and what its sender hears once its fate is
known."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Protocol

import msgspec

from tracker.domain.events import Event, Visitor
from tracker.domain.hits import TEST
from tracker.domain.rows import Row
from tracker.services.recording.commit_times import CommitTimes

logger = logging.getLogger(__name__)

TRY_AGAIN = 1.0  # seconds until a row of our own is queued again


class Outcome(Enum):
    """What became of an entry: on disk, not stored for now, or never storable."""

    STORED = 1
    BUSY = 2
    BAD = 3


Reply = Callable[[Outcome], None]


class Recording(Protocol):
    """Takes rows; where they are kept for good is its own affair."""

    @property
    def commits(self) -> CommitTimes: ...

    @property
    def alive(self) -> bool:
        """Whether it is at it."""

    @property
    def at_work(self) -> bool:
        """Whether anything is on its way."""

    @property
    def trouble(self) -> str:
        """Why nothing can be kept, in the words of what was to keep it; "" where it can."""

    @property
    def depth(self) -> int:
        """How many wait."""

    def submit(self, row: Row, reply: Reply, visitor: Visitor | None = None) -> bool:
        """Queue a row; False when the queue is full or closing, and nothing was queued. `visitor`:
        whose it is."""

    async def record(self, row: Row) -> None:
        """Have a row of our own kept, behind every hit that was taken before it, however long
        that is refused."""


async def kept(submit: Callable[[Row, Reply], bool], row: Row) -> None:
    """How `record` does it."""
    while True:
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        if submit(row, answer.set_result) and await answer is Outcome.STORED:
            return
        await asyncio.sleep(TRY_AGAIN)


class Entry(msgspec.Struct, gc=False):
    """A row on its way, and what to call when its fate is known."""

    row: Row
    reply: Reply
    since: float  # monotonic seconds
    visitor: Visitor | None = None  # whose event or place it is


def mark_counted(batch: Sequence[Entry]) -> None:
    """Their visitors' next events are nobody's first: that need not be looked up."""
    for entry in batch:
        row = entry.row
        if entry.visitor is not None and isinstance(row, Event) and row.name != TEST:
            entry.visitor.counted = row.visitor_id


def answer(batch: Sequence[Entry], outcome: Outcome) -> None:
    """A sender that went away raises here, and that may never harm the recorder."""
    for entry in batch:
        try:
            entry.reply(outcome)
        except Exception as error:
            logger.debug("A sender went away before its answer: %r", error)
