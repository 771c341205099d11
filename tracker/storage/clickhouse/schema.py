"""ClickHouse's tables, as numbered steps: each is applied once, and never changed."""

from __future__ import annotations

from tracker.storage.clickhouse.client import ClickHouse

# A row of `event` is a key, and what is known of it: all other columns are `max`, so that any
# insert may be repeated, in any order. A leave, a place or a title found later, a removal are
# inserted under the key of their row. `title` begins with the cursor that said it, `place` with how
# much it outweighs others: the row's own one most, then the first that was found later.
# `said`: properties as texts, by which they are filtered and grouped.
EVENT = """
create table event (
    site UInt32, utc_day Date, visit Int64, cursor UInt64,
    id SimpleAggregateFunction(max, Nullable(Int64)),
    ms SimpleAggregateFunction(max, Int64),
    visitor SimpleAggregateFunction(max, Int64),
    beacon SimpleAggregateFunction(max, Int64),
    name SimpleAggregateFunction(max, LowCardinality(String)),
    host SimpleAggregateFunction(max, LowCardinality(String)),
    path SimpleAggregateFunction(max, String),
    title SimpleAggregateFunction(max, Tuple(UInt64, String)),
    referrer SimpleAggregateFunction(max, String),
    source SimpleAggregateFunction(max, LowCardinality(String)),
    channel SimpleAggregateFunction(max, LowCardinality(String)),
    utm_source SimpleAggregateFunction(max, LowCardinality(String)),
    utm_medium SimpleAggregateFunction(max, LowCardinality(String)),
    utm_campaign SimpleAggregateFunction(max, LowCardinality(String)),
    utm_term SimpleAggregateFunction(max, LowCardinality(String)),
    utm_content SimpleAggregateFunction(max, LowCardinality(String)),
    click_id SimpleAggregateFunction(max, LowCardinality(String)),
    place SimpleAggregateFunction(max,
        Tuple(UInt64, String, String, String, String, String, String)),
    browser SimpleAggregateFunction(max, LowCardinality(String)),
    browser_version SimpleAggregateFunction(max, LowCardinality(String)),
    system SimpleAggregateFunction(max, LowCardinality(String)),
    system_version SimpleAggregateFunction(max, LowCardinality(String)),
    device SimpleAggregateFunction(max, LowCardinality(String)),
    language SimpleAggregateFunction(max, LowCardinality(String)),
    width SimpleAggregateFunction(max, Int32),
    properties SimpleAggregateFunction(max, String),
    said SimpleAggregateFunction(max, String),
    address SimpleAggregateFunction(max, String),
    is_new SimpleAggregateFunction(max, UInt8),
    brought SimpleAggregateFunction(max, Int64) default -1,
    engaged SimpleAggregateFunction(max, Int64),
    depth SimpleAggregateFunction(max, Int32),
    removed SimpleAggregateFunction(max, UInt8)
) engine = AggregatingMergeTree partition by toYYYYMM(utc_day)
order by (site, utc_day, visit, cursor)
"""
# From when to when a visit has rows, ms UTC: its key alone says no day.
REACH = """
create table reach (
    site UInt32, visit Int64,
    first SimpleAggregateFunction(min, Int64), last SimpleAggregateFunction(max, Int64)
) engine = AggregatingMergeTree order by (site, visit)
"""
# Days that a site's visits reach beyond their first.
LONGEST = """
create table longest (site UInt32, days SimpleAggregateFunction(max, Int32))
engine = AggregatingMergeTree order by site
"""
# Sums of days that the log has; those of retention count from their removal on.
KEPT = """
create table kept (
    site UInt32, day Int32, cursor UInt64,
    dimension SimpleAggregateFunction(max, LowCardinality(String)),
    key SimpleAggregateFunction(max, String),
    visitors SimpleAggregateFunction(anyLast, Nullable(Int64)),
    visits SimpleAggregateFunction(anyLast, Nullable(Int64)),
    pageviews SimpleAggregateFunction(anyLast, Nullable(Int64)),
    others SimpleAggregateFunction(anyLast, Nullable(Int64)),
    bounces SimpleAggregateFunction(anyLast, Nullable(Int64)),
    duration SimpleAggregateFunction(anyLast, Nullable(Int64)),
    engaged SimpleAggregateFunction(anyLast, Nullable(Int64)),
    depth SimpleAggregateFunction(anyLast, Nullable(Int64)),
    told SimpleAggregateFunction(anyLast, Nullable(Int64)),
    brought SimpleAggregateFunction(max, Int64) default -1,
    before SimpleAggregateFunction(max, Int64),
    counts SimpleAggregateFunction(max, UInt8),
    removed SimpleAggregateFunction(max, UInt8)
) engine = AggregatingMergeTree order by (site, day, cursor)
"""
# What is to be erased for good. `what` by `kind`.
REMOVAL = """
create table removal (site UInt32, cursor UInt64, kind LowCardinality(String), what Int64)
engine = ReplacingMergeTree order by (site, cursor)
"""
# Up to which cursor a shard is filed.
MARK = """
create table mark (shard UInt32, cursor SimpleAggregateFunction(max, UInt64))
engine = AggregatingMergeTree order by shard
"""
# A day of a site whose sums stand (`state` 1), are being made (2) or do not stand any more (0); by
# which clock (a number of it), and from when to when, ms UTC. The newest generation says it.
ROLLED = """
create table rolled (
    site UInt32, day Int32, gen UInt64, state UInt8, clock UInt64, since Int64, until Int64
) engine = ReplacingMergeTree(gen) order by (site, day)
"""
OF_VISIT = """visit Int64, visitor Int64, begins UInt8, start Int64,
    duration Int64, pageviews Int64, others Int64, bounce UInt8, engaged Int64, depth Int64,
    told Int64, entry String, exit String, referrer String, source LowCardinality(String),
    channel LowCardinality(String), utm_source LowCardinality(String),
    utm_medium LowCardinality(String), utm_campaign LowCardinality(String),
    utm_term LowCardinality(String), utm_content LowCardinality(String),
    click_id LowCardinality(String), country LowCardinality(String),
    region LowCardinality(String), city LowCardinality(String), browser LowCardinality(String),
    browser_version LowCardinality(String), system LowCardinality(String),
    system_version LowCardinality(String), device LowCardinality(String),
    language LowCardinality(String), width Int32, host LowCardinality(String)"""
VISIT = (
    """
create table visit (
    site UInt32, day Int32, gen UInt64, """
    + OF_VISIT
    + """
) engine = MergeTree order by (site, day, gen, visit)
"""
)
DAY_TOTAL = """
create table day_total (
    site UInt32, day Int32, gen UInt64, visitors Int64, visits Int64, pageviews Int64,
    others Int64, bounces Int64, duration Int64, engaged Int64, depth Int64, told Int64
) engine = MergeTree order by (site, day, gen)
"""
HOUR_TOTAL = """
create table hour_total (
    site UInt32, day Int32, gen UInt64, hour Int64, visitors Int64, visits Int64, pageviews Int64
) engine = MergeTree order by (site, day, gen, hour)
"""
DAY_VISIT = """
create table day_visit (
    site UInt32, dimension LowCardinality(String), day Int32, gen UInt64, key String,
    visitors Int64, visits Int64, pageviews Int64, bounces Int64, duration Int64
) engine = MergeTree order by (site, dimension, day, gen, key)
"""
DAY_EVENT = """
create table day_event (
    site UInt32, dimension LowCardinality(String), day Int32, gen UInt64, key String,
    visitors Int64, visits Int64, events Int64, engaged Int64, depth Int64, told Int64
) engine = MergeTree order by (site, dimension, day, gen, key)
"""
# Visits for which something has come, with the cursor of the slice in which it did: said before it
# is there.
TOUCHED_VISIT = """
create table touched_visit (site UInt32, cursor UInt64, visit Int64, at DateTime default now())
engine = ReplacingMergeTree order by (site, cursor, visit) ttl at + interval 10 day
"""
# Visits of days that are not over as they were when everything up to a cursor was filed; the last
# ones hold, unless they are `gone`.
OPEN_VISIT = (
    """
create table open_visit (
    site UInt32, clock UInt64, day Int32, upto UInt64, gone UInt8, at DateTime default now(),
    """
    + OF_VISIT
    + """
) engine = ReplacingMergeTree(upto, gone) order by (site, clock, day, visit, visitor)
ttl at + interval 10 day
"""
)
# Days, by a clock, whose visits are all there, and up to which cursor.
OPEN_DAY = """
create table open_day (site UInt32, clock UInt64, day Int32, upto UInt64, at DateTime default now())
engine = ReplacingMergeTree(upto) order by (site, clock, day) ttl at + interval 10 day
"""
STEPS: tuple[tuple[str, ...], ...] = (
    (
        *(EVENT, REACH, LONGEST, KEPT, REMOVAL, MARK, ROLLED),
        *(VISIT, DAY_TOTAL, HOUR_TOTAL, DAY_VISIT, DAY_EVENT),
    ),
    (TOUCHED_VISIT, OPEN_VISIT, OPEN_DAY),
)
NUMBERS = "create table if not exists step (number UInt32) engine = MergeTree order by number"


class NewerTables(Exception):
    """They were made by a newer release."""


async def bring_up_to_date(engine: ClickHouse) -> None:
    """Apply the steps that are missing; for one process at a time. Raises NewerTables."""
    await engine.run(NUMBERS)
    [[done]] = await engine.rows("select max(number) from step")
    if done > len(STEPS):
        raise NewerTables(f"ClickHouse has tables of step {done}; this release knows {len(STEPS)}")
    for number, statements in enumerate(STEPS[done:], done + 1):
        for statement in statements:
            await engine.run(statement.replace("create table", "create table if not exists", 1))
        await engine.insert("step", [{"number": number}])
