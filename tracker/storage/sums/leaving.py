"""What the sums of days lose when old visits are erased: that much is written to the log before.

So what is left and what is written are together what was there, whatever becomes of visits that
reach over midnight. All of it blocks."""

from __future__ import annotations

from tracker.domain.retention import DAY
from tracker.domain.rows import RETAINED, DayRow
from tracker.storage.numbered.dimensions import NUMBERED, SCREEN, SCREENS
from tracker.storage.reports.day_rows import NUMBERS, OF_EVENT
from tracker.storage.reports.duck import Values, rows, run
from tracker.storage.reports.report_file import ReportFile
from tracker.storage.reports.rolling import OF_EVENTS, roll

MOST_KEYS = 1_000  # of a day and dimension: those with most visitors


def days_of(file: ReportFile, site: int) -> list[int]:
    """Local days on which the site has visits, since 1970-01-01."""
    days = "select distinct day from visit where site = $site order by day"
    return [row[0] for row in rows(file.duck, days, {"site": site})]


def leaving(file: ReportFile, site: int, before: int, now: int) -> list[DayRow]:
    """What the sums lose with the site's visits that began before `before`, of days that are over
    at `now`; both ms, UTC. Raises EngineError, StorageError."""
    while file.roll(now):
        pass
    [(longest,)] = rows(file.duck, "select longest from mark")
    days: Values = {"site": site, "last": before // DAY + 1 + longest}
    run(file.duck, f"create or replace temp table stood as {SUMS}", days)
    with file.without(site, before):
        while roll(file.duck, now):
            pass
        found = rows(file.duck, LOST, {**days, "most": MOST_KEYS})
    run(file.duck, "drop table stood")
    return [lost_row(site, before, day, NAME_OF[dimension], *row) for day, dimension, *row in found]


COUNTED = "visitors, visits, pageviews, others, bounces, duration, engaged, depth, told"
LESS = ", ".join(f"-{each}" for each in COUNTED.split(", "))
ADDED = ", ".join(f"sum({each})::bigint as {each}" for each in COUNTED.split(", "))
PAGES = ", ".join(str(OF_EVENTS[each]) for each in ("event:page", "event:title"))


def _sums() -> str:
    return f"""
select day, 0 as dimension, 0 as key, {COUNTED} from day_total
where site = $site and day <= $last
union all
select day, dimension, key, visitors, visits, pageviews, 0, bounces, duration, 0, 0, 0
from day_visit where site = $site and day <= $last
union all
select day, {OF_EVENT} + dimension, key, visitors, visits,
    case when dimension in ({PAGES}) then events else 0 end,
    case when dimension = {OF_EVENTS["event:name"]} then events else 0 end,
    0, 0, engaged, depth, told
from day_event where site = $site and day <= $last
"""


NAMED = {each: numbered.values for each, numbered in NUMBERED.items()} | {SCREEN: SCREENS}
NAMES = " union all ".join(
    f"select {NUMBERS[each]} as dimension, id, value from ({values})"
    for each, values in NAMED.items()
)
OF_TEXTS = ", ".join(str(number) for each, number in NUMBERS.items() if each not in NAMED)


def _lost() -> str:
    return f"""
select * from (
    select l.day, l.dimension, coalesce(n.value, t.value, '') as value, {COUNTED} from (
        select day, dimension, key, {ADDED} from (
            select * from stood
            union all select day, dimension, key, {LESS} from ({_sums()})
        ) group by day, dimension, key
    ) l
    left join ({NAMES}) n on n.dimension = l.dimension and n.id = l.key
    left join text t on t.id = l.key and l.dimension in ({OF_TEXTS})
    where ({COUNTED}) != (0, 0, 0, 0, 0, 0, 0, 0, 0)
)
qualify row_number() over (partition by day, dimension order by abs(visitors) desc, value) <= $most
order by day, dimension, value
"""


SUMS = _sums()
LOST = _lost()
NAME_OF = {number: name for name, number in NUMBERS.items()}


def lost_row(site: int, before: int, day: int, dimension: str, key: str, *counted: int) -> DayRow:
    """What is counted as in COUNTED."""
    visitors, visits, pageviews, others, bounces, duration, engaged, depth, told = counted
    return DayRow(
        site_id=site,
        at=before,
        day=day,
        dimension=dimension,
        key=key,
        visitors=visitors,
        visits=visits,
        pageviews=pageviews,
        others=others,
        bounces=bounces,
        duration=duration,
        engaged=engaged,
        import_id=RETAINED,
        depth=depth,
        told=told,
    )
