"""Moments of the past, of what is filed: a site's events by their times."""

from __future__ import annotations

from tracker.storage.clickhouse.answering import DEADLINE
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.lines import DAY
from tracker.storage.clickhouse_past.past_events import COLUMNS_SAID, event_of
from tracker.storage.clickhouse_past.refusing import for_now
from tracker.storage.past.stretch_rows import Stretch, StretchRows

FIRST_DAYS, WIDER = 1, 4  # days that are looked at, and by how much more each time
OF_SITE = """
from event final where site = {site:UInt32} and name != '' and removed = 0
    and utc_day between toDate({first:Int32}) and toDate({last:Int32})
    and ms >= {since:Int64} and ms < {until:Int64}
"""
COUNT = "select count() from (select 1 " + OF_SITE + " limit {most:UInt32})"
TIMES = "select ms " + OF_SITE + " order by ms desc limit {most:UInt32}"
FIRST = "select minOrNull(ms) " + OF_SITE
# Days that have events, by few columns; also some whose events are gone.
DAYS = """
select toInt32(min(utc_day)), toInt32(max(utc_day)), count() from event
where site = {site:UInt32} and name != ''
    and utc_day between toDate({first:Int32}) and toDate({last:Int32})
"""
STRETCH = (
    "select "
    + COLUMNS_SAID
    + OF_SITE
    + """
    and cursor <= {upto:UInt64} and ({one_of:Int64} = 1 or visit % {one_of:Int64} = 0)
order by ms, cursor limit {most:UInt32}
"""
)
CURVE = (
    "select intDiv(ms - {since:Int64}, {step:Int64}) as number, uniqExact(visit) "
    + OF_SITE
    + " and name != 'test' group by number"
)
LAST_DAY = 65_535  # that a Date holds


class FiledPast:
    """`PastRows`, in ClickHouse; who left when is not told. All of it raises RefusesForNow."""

    def __init__(self, engine: ClickHouse) -> None:
        self._engine = engine

    async def events_between(self, site_id: int, stretch: Stretch, most: int) -> int:
        with for_now():
            [[count]] = await self._engine.rows(
                COUNT, _bounds(site_id, stretch) | {"most": most}, within=DEADLINE
            )
        return int(count)

    async def so_many_back(self, site_id: int, at: int, back: int) -> int:
        """A few days are looked at, and more of them as long as there are too few."""
        known: dict[str, object] = {"site": site_id, "since": 0, "until": at}
        with for_now():
            days = {"first": 0, "last": at // DAY}
            [[oldest, last, some]] = await self._engine.rows(DAYS, known | days, within=DEADLINE)
            wider = FIRST_DAYS
            while some and last >= oldest:
                days = {"first": max(oldest, last - wider), "last": last}
                found = await self._engine.rows(
                    TIMES, known | days | {"most": back}, within=DEADLINE
                )
                if len(found) == back:
                    return int(found[-1][0])
                back -= len(found)
                last, wider = days["first"] - 1, wider * WIDER
        return 0

    async def next_event(self, site_id: int, at: int) -> int | None:
        first = at // DAY
        with for_now():
            while True:
                days = {"site": site_id, "first": first, "last": LAST_DAY}
                [[first, _, some]] = await self._engine.rows(DAYS, days, within=DEADLINE)
                if not some:
                    return None
                bounds = {"site": site_id, "first": first, "last": first, "since": at}
                until = {"until": (first + 1) * DAY}
                [[found]] = await self._engine.rows(FIRST, bounds | until, within=DEADLINE)
                if found is not None:
                    return int(found)
                first += 1

    async def stretch_rows(
        self, site_id: int, stretch: Stretch, head: int, *, most: int, one_of: int = 1
    ) -> StretchRows:
        bounds = _bounds(site_id, stretch) | {"upto": head, "one_of": one_of, "most": most + 1}
        with for_now():
            rows = await self._engine.rows(STRETCH, bounds, within=DEADLINE)
        events = [event_of(site_id, row) for row in rows]
        until = stretch.until
        if len(events) > most:  # what has come in one millisecond stays together
            until = max(events[most].at, stretch.since + 1)
        return StretchRows([each for each in events if each.at < until], until, is_about=True)

    async def day_curve(self, site_id: int, day: Stretch, step: int) -> list[int]:
        counts = [0] * -(-(day.until - day.since) // step)
        with for_now():
            for number, visits in await self._engine.rows(
                CURVE, _bounds(site_id, day) | {"step": step}, within=DEADLINE
            ):
                counts[int(number)] = int(visits)
        return counts


def _bounds(site_id: int, stretch: Stretch) -> dict[str, object]:
    return {
        "site": site_id,
        "since": stretch.since,
        "until": stretch.until,
        "first": stretch.since // DAY,
        "last": stretch.until // DAY,
    }
