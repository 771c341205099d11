"""What a report is asked, and what it answers: plain values, whichever engine answers.

docs/reports.md says what each word means."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

import msgspec

from tracker.domain.reports.conditions import Condition
from tracker.domain.reports.goals import Goal

Value = int | float | None | dict[str, Decimal]


class Span(NamedTuple):
    """A stretch of time, ms UTC: from `start` to before `end`, both at whole hours of the site's
    clocks."""

    start: int
    end: int


class Order(NamedTuple):
    """One of the question's metrics or dimensions, and which way."""

    by: str
    descending: bool


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """`metrics` and `dimensions` as `names.py` lists them. Without dimensions there is one row.
    `goals`: the site's, for the dimension event:goal. `goal`: the chosen one, to which
    conversions and revenue belong; it filters nothing. Without an order: time upwards where time
    is a dimension, else the first metric downwards; what is equal is put in order by the
    dimensions."""

    site_id: int
    zone: str  # IANA name of the site's time zone
    span: Span
    metrics: tuple[str, ...]
    dimensions: tuple[str, ...] = ()
    filters: Condition | None = None
    goals: tuple[Goal, ...] = ()
    goal: Goal | None = None
    order_by: tuple[Order, ...] = ()
    limit: int = 10_000
    offset: int = 0
    total_rows: bool = False  # also count those beyond the limit


class Row(NamedTuple):
    """`dimensions`: a text each, "" where there is nothing; of a time dimension when the bucket
    begins, ms UTC. `metrics`: a number each, None where there is nothing to divide by; of
    revenue the sums by currency."""

    dimensions: tuple[str | int, ...]
    metrics: tuple[Value, ...]


class Answer(msgspec.Struct, frozen=True):
    """`upto`: the log's cursor up to which everything is counted. `known`: the share of the log
    that it holds, 1 unless it is counted anew just now. `stands_at`: ms UTC of the newest row where
    what came later cannot be counted, because the disk is full or only read; else None. `is_late`:
    it stands at that time for another reason, and what came later is counted soon. `counted_at`: ms
    UTC, where the engine may be away, so that the answer may be given once more.
    `gone_before`: ms UTC; of some of the question's days visits from before are erased, and sums
    are left, which no filter reaches."""

    rows: list[Row]
    upto: int
    total_rows: int | None = None
    known: float = 1.0
    stands_at: int | None = None
    gone_before: int | None = None
    is_late: bool = False
    counted_at: int | None = None


class BadQuestion(ValueError):
    """It cannot be answered as it is asked, such as an expression that is none. The message says
    what is wrong with it."""


class Unavailable(Exception):
    """There are no reports now; `reason` says why, the message what to do."""

    def __init__(self, reason: Literal["absent", "slow", "stuck", "closed"], message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Delayed(Unavailable):
    """The engine is away or too slow: the last answer, with its time, is better than none."""
