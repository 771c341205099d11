"""What visits have met of what a filter asks for, by their events."""

from __future__ import annotations

from collections.abc import Collection

from tracker.domain.filters import MOST_LOOKED, Conditions
from tracker.domain.ids import EPOCH, GIVEN_WITHIN, TIME_SHIFT
from tracker.storage.clickhouse.answering import DEADLINE
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.lines import DAY
from tracker.storage.processes.older import Around

# What Conditions.met_by says of an event. A place that was found later than `upto` says nothing: by
# how much less than an own one it weighs, that much was the cursor of who found it, and one.
BITS = """
    bitOr(bitOr(bitOr(if({page:String} != '' and path = {page:String}, 1, 0),
    if({page_begins:String} != '' and startsWith(path, {page_begins:String}), 2, 0)),
    bitOr(if({country:String} != '' and place.2 = {country:String}
        and bitNot(place.1) <= {upto:UInt64} + 1, 4, 0),
    if({source:String} != '' and source = {source:String}, 8, 0))),
    bitOr(bitOr(if({event:String} != '' and name = {event:String}, 16, 0),
    if({browser:String} != '' and browser = {browser:String}, 32, 0)),
    if({visitor:String} != '' and toString(visitor) = {visitor:String}, 64, 0)))
"""
THERE = """
    site = {site:UInt32} and cursor <= {upto:UInt64} and name != '' and removed = 0 and brought < 0
"""
GIVEN = "(bitShiftRight(visit, {shift:UInt8}) + {epoch:Int64})"
CLOSE = (
    "select visit, "
    + BITS
    + " as bits from event final where "
    + THERE
    + """
    and utc_day between toDate({first:Int32}) and toDate({last:Int32})
    and ms between {since:Int64} and {until:Int64}
    and ({only:UInt8} = 0 or visit in (select arrayJoin({also:Array(Int64)})))
order by ms desc limit {most:UInt32}
"""
)
# The event that began each of these visits, however long ago: its visit's id was given with it.
BEGAN = (
    "select visit, "
    + BITS
    + " as bits from event final where "
    + THERE
    + " and ms between "
    + GIVEN
    + " - {within:Int64} and "
    + GIVEN
    + " and (utc_day, visit) in (select toDate(intDiv("
    + GIVEN
    + """ - early, 86400000)), visit from (
        select distinct visit from close
        union distinct select arrayJoin({also:Array(Int64)}) as visit
    ) array join [0, {within:Int64}] as early
)
"""
)
MET = (
    "with close as ("
    + CLOSE
    + """)
select visit, groupBitOr(bits) as met from (
    select visit, bits from close union all """
    + BEGAN
    + """
) group by visit having met != 0
"""
)
# How ids tell when they were given.
IDS = {"shift": TIME_SHIFT, "epoch": EPOCH, "within": GIVEN_WITHIN}


async def visits_met(  # noqa: PLR0917
    engine: ClickHouse,
    site: int,
    asked: Conditions,
    around: Around,
    also: Collection[int],
    only: bool,
) -> dict[int, int]:
    """By visit the bits. Raises Refused, Away."""
    days = {"first": around.since // DAY, "last": around.until // DAY}
    looked = {"also": sorted(also), "only": int(only), "site": site, "most": MOST_LOOKED}
    bounds = asked._asdict() | around._asdict() | days | looked | IDS
    rows = await engine.rows(MET, bounds, within=DEADLINE)
    return {int(visit): int(bits) for visit, bits in rows}
