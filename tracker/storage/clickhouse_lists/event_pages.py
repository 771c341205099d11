"""A site's events in the order of time, a page at a time: which they are, and then what they are.

Rows stand in the order of their visits, so a page looks at all of its days: it is a long one, of
numbers alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker.domain.events import Event
from tracker.domain.reports.conditions import selects_rows
from tracker.domain.reports.question import Question, Span
from tracker.domain.reports.visits import EventPlace
from tracker.storage.answers.asked import Asked
from tracker.storage.answers.selecting import holds, narrowed
from tracker.storage.clickhouse.answering import DEADLINE, asked_of, read
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.sources import DAY
from tracker.storage.clickhouse_past.past_events import COLUMNS_SAID, event_of

WHOLE_SPAN = """
select count(), toInt32(min(utc_day)), toInt32(max(utc_day)) from event
where site = {site:UInt32} and name != ''
"""
HOW_MANY = """
select count() from event final where site = {site:UInt32} and cursor > {after:UInt64}
    and cursor <= {head:UInt64} and removed = 0 and name not in ('', {left_out:String})
"""
# They are near each other in time, and so are their visits: by what lies between the first and the
# last they are found faster than by a thousand keys.
NAMED = (
    "select "
    + COLUMNS_SAID
    + """ from event final
where site = {site:UInt32} and utc_day between toDate({first:Int32}) and toDate({last:Int32})
    and visit between {low:Int64} and {high:Int64} and ms between {since:Int64} and {until:Int64}
    and cursor in (select arrayJoin({cursors:Array(UInt64)})) and removed = 0 and name != ''
order by ms, cursor
"""
)
PAGE = 20_000  # places of one read
AT_ONCE = 1_000  # events


class EventKey(NamedTuple):
    """Where an event stands in time, and its visit: with both it is found."""

    at: int
    cursor: int
    visit: int

    @property
    def place(self) -> EventPlace:
        """In time."""
        return EventPlace(self.at, self.cursor)


async def event_page(
    engine: ClickHouse, question: Question, after: EventPlace, head: int
) -> list[EventKey]:
    """The next ones of the question's span up to the cursor `head`; without filters all of them,
    those that are tests, too. Raises Refused, Away."""
    start, end = question.span
    behind = (
        f"ms >= {start} and ms < {end} and (ms, cursor) > ({after.at}, {after.cursor})"
        f" and cursor <= {head}"
    )
    order = f"order by ms, cursor limit {PAGE}"
    if question.filters is None:
        days = f"utc_day between toDate({start // DAY}) and toDate({(end - 1) // DAY})"
        found = await engine.rows(
            f"select ms, cursor, visit from event final where site = {question.site_id}"
            f" and {days} and removed = 0 and name != '' and {behind} {order}",
            within=DEADLINE,
        )
    else:
        asked, tables = await asked_of(engine, question)
        found = await read(
            engine,
            asked,
            tables,
            f"select ms, cursor, visit from {tables.rows(asked)}"
            f" where day between {asked.first} and {asked.last} and {behind}"
            f" and {counted_rows(asked)} {order}",
        )
    return [EventKey(*row) for row in found]


def counted_rows(asked: Asked) -> str:
    """Of a row: those that `events` counts."""
    selects = holds(asked.question.filters, asked, True)
    counted = None if selects_rows(asked.question.filters) else narrowed(asked)
    return f"{selects} and {counted.either(asked)}" if counted else selects


async def named_events(engine: ClickHouse, site: int, keys: Sequence[EventKey]) -> list[Event]:
    """Those of these that are still there, in the order of time; one at least. Raises Refused,
    Away."""
    times, visits = [each.at for each in keys], [each.visit for each in keys]
    known = {
        "site": site,
        "first": min(times) // DAY,
        "last": max(times) // DAY,
        "since": min(times),
        "until": max(times),
        "low": min(visits),
        "high": max(visits),
        "cursors": [each.cursor for each in keys],
    }
    found = await engine.rows(NAMED, known, within=DEADLINE)
    return [event_of(site, row) for row in found]


async def whole_span(engine: ClickHouse, site: int) -> Span | None:
    """Of all that the site has ever had; None of a site without an event. Raises Refused, Away."""
    [[events, first, last]] = await engine.rows(WHOLE_SPAN, {"site": site}, within=DEADLINE)
    return Span(first * DAY, (last + 1) * DAY) if events else None


async def how_many_events(
    engine: ClickHouse, site: int, after: int, head: int, left_out: str
) -> int:
    """Those between two cursors that are not called so. Raises Refused, Away."""
    bounds = {"site": site, "after": after, "head": head, "left_out": left_out}
    [[many]] = await engine.rows(HOW_MANY, bounds, within=DEADLINE)
    return int(many)
