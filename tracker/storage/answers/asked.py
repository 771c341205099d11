"""A question on its way to a statement: what it asks for in the engine's terms, and its values.

A statement is put together of the literals in this room and of whole numbers that the tables gave;
whatever somebody has typed goes in as a value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import copy
from typing import Any
from zoneinfo import ZoneInfo

from tracker.domain.days import day_number, local_day
from tracker.domain.reports.question import Question
from tracker.domain.rows import RETAINED
from tracker.storage.reports.duck import Connection, Values, rows

NAMED = re.compile(r"\$(v\d+)")


class Asked:
    """`first` and `last`: the local days that the span touches; `only`: those of them, or all.
    `whole`: it is made of whole days. `stale`: those that are not summed up. `longest`: days that a
    visit may reach beyond its first. `has_kept`: the log has sums of those days;
    `with_kept`: and they count, too. `gone_before`: visits from before are erased, ms UTC, if that
    touches those days."""

    def __init__(self, duck: Connection, question: Question) -> None:
        self.duck = duck
        self.question = question
        self.values: dict[str, Any] = {}
        self.zone = ZoneInfo(question.zone)
        start, end = question.span
        self.first = day_number(start, self.zone)
        self.last = day_number(max(end - 1, start), self.zone)
        begins = local_day(start, self.zone).start == start
        self.whole = begins and local_day(end - 1, self.zone).end == end
        bounds: Values = {"site": question.site_id, "first": self.first, "last": self.last}
        stands = rows(duck, STANDS, bounds | {"retained": RETAINED})
        [(self.longest, self.pageview, stale, self.has_kept, self.gone_before)] = stands
        self.stale: list[int] = stale or []
        self.only: list[int] | None = None
        self.with_kept = False

    def of_stale_days(self) -> Asked:
        """The same, of the days alone that are not summed up."""
        asked = copy(self)
        asked.only, asked.first, asked.last = self.stale, min(self.stale), max(self.stale)
        return asked

    def value(self, value: object) -> str:
        """Its place in the statement."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"${name}"

    def read(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows, with the values that the statement names."""
        named = set(NAMED.findall(sql))
        used = {name: value for name, value in self.values.items() if name in named}
        return rows(self.duck, sql, used)


STANDS = """
select longest, pageview,
    (select list(day order by day) from dirty
        where site = $site and day between $first and $last),
    exists (select 1 from kept
        where site = $site and day between $first and $last and counts),
    (select max(before) from kept
        where site = $site and day between $first and $last and counts and brought = $retained)
from mark
"""


def numbers(found: Iterable[int]) -> str:
    """As a list in a statement; of nothing one that nothing is in."""
    return ", ".join(str(int(each)) for each in found) or "null"
