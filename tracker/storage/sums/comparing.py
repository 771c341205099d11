"""Two files of reports, figure by figure: one that has followed the log, and one that has just
counted it. All of it blocks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from tracker.storage.answers.times import HOUR
from tracker.storage.numbered.dimensions import NUMBERED
from tracker.storage.reports.duck import Connection, Values, rows
from tracker.storage.reports.rolling import OF_EVENTS, OF_VISITS

Row = tuple[Any, ...]
Day = tuple[int, int]  # a site's, days since 1970
Digests = dict[Day, Row]


class Difference(NamedTuple):
    """`what` in which `row` of a site's `day`; it may be how many rows there are. `stands`: what
    the file has, `counted`: what the log says."""

    site: int
    day: int
    row: str
    what: str
    stands: object
    counted: object


class Table(NamedTuple):
    """`select`: site and day, then as many columns as tell rows apart (`keys`); all others are
    figures. `sums`: of whole days, only of those that are summed up. `called`: what a row is, by
    its keys."""

    select: str
    keys: int
    called: Callable[..., str]
    sums: bool = True


def first_difference(file: Connection, counted: Connection, table: Table) -> Difference | None:
    """The first one in that table."""
    stale = _stale(file) | _stale(counted) if table.sums else set()
    here, there = _digests(file, table), _digests(counted, table)
    for day in sorted(here.keys() | there.keys(), key=lambda each: each[::-1]):
        if day not in stale and here.get(day) != there.get(day):
            return _difference_in(day, file, counted, table)
    return None


def _stale(duck: Connection) -> set[Day]:
    return set(rows(duck, "select site, day from dirty"))


def _digests(duck: Connection, table: Table) -> Digests:
    """What a day of a site has, as one number: of a year they are few."""
    digest = "select site, day, count(*), sum(hash(r)) from"
    found = rows(duck, f"{digest} ({table.select}) r group by site, day")
    return {(row[0], row[1]): row[2:] for row in found}


def _difference_in(day: Day, file: Connection, counted: Connection, table: Table) -> Difference:
    named = [row[0] for row in rows(file, f"describe {table.select}")]
    width = 2 + table.keys
    here, there = _rows_of(day, file, table), _rows_of(day, counted, table)
    for key in sorted(here.keys() | there.keys()):
        row = table.called(*key[2:])
        if key not in here or key not in there:
            return Difference(*day, row, "rows", int(key in here), int(key in there))
        for place, (stands, says) in enumerate(zip(here[key], there[key], strict=True), width):
            if stands != says:
                return Difference(*day, row, named[place], stands, says)
    return Difference(*day, "some row", "times", "more than 1", 1)


def _rows_of(day: Day, duck: Connection, table: Table) -> dict[Row, Row]:
    which: Values = {"site": day[0], "day": day[1]}
    select = f"select * from ({table.select}) where site = $site and day = $day"
    width = 2 + table.keys
    return {row[:width]: row[width:] for row in rows(duck, select, which)}


def _visit(visit: int, _visitor: int) -> str:
    return f"visit {visit}"


def _event(cursor: int) -> str:
    return f"row {cursor}"


def _total() -> str:
    return "the day's sums"


def _of_visits(number: int, value: str, _key: int) -> str:
    return f"{NAME_OF_VISITS[number]} “{value}”"


def _of_events(number: int, value: str, _key: int) -> str:
    return f"{NAME_OF_EVENTS[number]} “{value}”"


def _kept(cursor: int) -> str:
    return f"the sums of row {cursor}"


def _hour(number: int) -> str:
    return f"the hour from {datetime.fromtimestamp(number * HOUR / 1000, UTC):%H:%M} UTC"


# `alone` only spares work, and says less in a file that has followed.
VISITS = """
select site, day, visit, visitor, * exclude (site, day, visit, visitor, alone) from visit
"""
EVENTS = """
select site, day, cursor, * exclude (site, day, cursor) from (
    select * exclude (alone) from event
    union all by name
    select * exclude (alone, beacon, own_referrer, own_source, own_channel, own_campaign,
        own_place, own_agent, own_language, own_width) from recent
)
"""


def _by_visit() -> str:
    """By what a number stands for: a file that has followed may have another one for the same
    place."""
    named = ", ".join(str(OF_VISITS[each]) for each in NUMBERED)
    names = " union all ".join(
        f"select {OF_VISITS[each]} as dimension, id, value from ({numbered.values})"
        for each, numbered in NUMBERED.items()
    )
    return (
        "select d.site, d.day, d.dimension, coalesce(n.value, t.value, '') as value,"
        " case when d.named then 0 else d.key end as key, sum(d.visitors) as visitors,"
        " sum(d.visits) as visits, sum(d.pageviews) as pageviews, sum(d.bounces) as bounces,"
        " sum(d.duration) as duration"
        f" from (select *, dimension in ({named}) as named from day_visit) d"
        f" left join ({names}) n on n.dimension = d.dimension and n.id = d.key and d.named"
        " left join text t on t.id = d.key and not d.named group by 1, 2, 3, 4, 5"
    )


BY_EVENT = """
select d.site, d.day, d.dimension, coalesce(t.value, '') as value, d.key, d.visitors, d.visits,
    d.events, d.engaged, d.depth, d.told
from day_event d left join text t on t.id = d.key
"""
NAME_OF_VISITS = {number: name for name, number in OF_VISITS.items()}
NAME_OF_EVENTS = {number: name for name, number in OF_EVENTS.items()}
TOTALS = "select * from day_total"
HOURS = "select * from hour_total"
KEPT = "select site, day, cursor, * exclude (site, day, cursor) from kept where counts"
TABLES = (
    Table(VISITS, 2, _visit, sums=False),
    Table(EVENTS, 1, _event, sums=False),
    Table(TOTALS, 0, _total),
    Table(HOURS, 1, _hour),
    Table(_by_visit(), 3, _of_visits),
    Table(BY_EVENT, 3, _of_events),
    Table(KEPT, 1, _kept, sums=False),
)
