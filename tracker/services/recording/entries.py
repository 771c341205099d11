"""A row on its way to the disk, and what its sender hears once its fate is known."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from enum import Enum

import msgspec

from tracker.domain.events import Event, Visitor
from tracker.domain.hits import TEST
from tracker.domain.rows import Row

logger = logging.getLogger(__name__)


class Outcome(Enum):
    """What became of an entry: on disk, not stored for now, or never storable."""

    STORED = 1
    BUSY = 2
    BAD = 3


Reply = Callable[[Outcome], None]


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
