"""A question on its way to a statement: what it asks for in an engine's terms, and its values.

A statement is put together of the literals in this room and of whole numbers that the tables gave;
whatever somebody has typed goes in as a value."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from tracker.domain.days import day_number, local_day
from tracker.domain.reports.conditions import Term
from tracker.domain.reports.question import Question
from tracker.storage.answers.words import Key, Label, Words


class Days(NamedTuple):
    """The local days that a question's span touches; `whole`: it is made of whole days."""

    first: int
    last: int
    whole: bool


def days_of(question: Question) -> Days:
    zone, (start, end) = ZoneInfo(question.zone), question.span
    begins = local_day(start, zone).start == start
    return Days(
        day_number(start, zone),
        day_number(max(end - 1, start), zone),
        begins and local_day(end - 1, zone).end == end,
    )


class Standing(NamedTuple):
    """How an engine stands to a question's days. `stale`: those that are not summed up. `longest`:
    days that a visit may reach beyond its first. `has_kept`: the log has sums of those days.
    `gone_before`: visits from before are erased, ms UTC, if that touches those days."""

    longest: int
    stale: list[int]
    has_kept: bool
    gone_before: int | None


class Asked:
    """`first` and `last`: the local days that the span touches; `only`: those of them, or all.
    `whole`: it is made of whole days. The rest is as in `Standing`; `with_kept`: the sums that the
    log has count, too."""

    def __init__(self, question: Question, tables: Tables, standing: Standing) -> None:
        self.question = question
        self.tables = tables
        self.values: dict[str, Any] = {}
        self.zone = ZoneInfo(question.zone)
        self.first, self.last, self.whole = days_of(question)
        self.longest, self.stale, self.has_kept, self.gone_before = standing
        self.only: list[int] | None = None
        self.with_kept = False

    def of_stale_days(self) -> Asked:
        """The same, of the days alone that are not summed up."""
        asked = copy(self)
        asked.only, asked.first, asked.last = self.stale, min(self.stale), max(self.stale)
        return asked

    def value(self, value: str | float) -> str:
        """Its place in the statement."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return self.tables.words.value(name, value)

    @property
    def around(self) -> tuple[int, int]:
        """The first and the last of the days of the span, and of those on which its visits may have
        done something."""
        return self.first - self.longest, self.last + self.longest


class Tables(Protocol):
    """`pageview`: what the name of such a row is. `opens`: rows say whether they are their visit's
    first of a page, and visits and rows whether they are their visitor's only ones that day.
    `kept`: the table of sums of days that the log has."""

    words: Words
    pageview: str
    opens: bool
    kept: str

    def rows(self, asked: Asked) -> str:
        """The table of rows."""
        ...

    def visits(self, asked: Asked) -> str:
        """The table of visits, one row each, local day and visitor."""
        ...

    def begun(self, asked: Asked) -> str:
        """The same with the moment and the hour at which a visit began, as rows have them."""
        ...

    def summed(self, table: str, dimension: str, asked: Asked) -> str:
        """The sums of days by that dimension, "" for none."""
        ...

    def kept_key(self, dimension: str, asked: Asked) -> tuple[str, str, str]:
        """Of sums of days that the log has: what they are by in `kept`, the expression for the key
        that visits have, and the join that it needs."""
        ...

    def key(self, dimension: str, place: int, asked: Asked) -> Key:
        """Of one that is neither of time nor a property."""
        ...

    def label(self, dimension: str, place: int, asked: Asked) -> Label:
        """What such a key stands for."""
        ...

    def knows_of_rows(self, dimension: str) -> bool:
        """Whether a row has it without its visit."""
        ...

    def term_of_row(self, term: Term, asked: Asked) -> str:
        """A condition on such a dimension, over a row."""
        ...

    def term_of_visit(self, term: Term, asked: Asked) -> str:
        """And over a visit."""
        ...

    def may_be_nothing(self, term: Term, asked: Asked) -> bool:
        """Whether what is nothing may make it true."""
        ...


def numbers(found: Iterable[int]) -> str:
    """As a list in a statement; of nothing one that nothing is in."""
    return ", ".join(str(int(each)) for each in found) or "null"
