"""A question that DuckDB is asked. It blocks."""

from __future__ import annotations

from typing import Any

from tracker.domain.reports.question import Question
from tracker.domain.rows import RETAINED
from tracker.storage.answers.asked import Asked, Standing, days_of
from tracker.storage.numbered.duck_tables import DuckTables
from tracker.storage.reports.duck import Connection, Values, rows


class AskedDuck(Asked):
    """Within a transaction."""

    tables: DuckTables

    def __init__(self, duck: Connection, question: Question) -> None:
        days = days_of(question)
        bounds: Values = {"site": question.site_id, "first": days.first, "last": days.last}
        [found] = rows(duck, STANDS, bounds | {"retained": RETAINED})
        longest, pageview, stale, has_kept, gone_before = found
        standing = Standing(longest, stale or [], has_kept, gone_before)
        super().__init__(question, DuckTables(duck, pageview), standing)
        self.duck = duck

    def read(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows, with the values that the statement names."""
        return self.tables.read(sql, self)


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
