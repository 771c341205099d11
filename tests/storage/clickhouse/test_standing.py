"""How ClickHouse stands, as it says itself."""

import time

from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.marks import newest_generation
from tracker.storage.clickhouse.schema import STEPS
from tracker.storage.clickhouse.standing import events_standing


def now() -> int:
    return time.time_ns() // 1_000_000


async def test_an_empty_one_says_its_version(empty_clickhouse: ClickHouse) -> None:
    stands = await events_standing(empty_clickhouse, now)
    assert int(stands.version.partition(".")[0]) >= 26
    assert stands[2:6] == (0, len(STEPS), {}, 0)
    assert 0 < stands.free < 1
    assert await newest_generation(empty_clickhouse) == 0


async def test_one_with_tables_says_up_to_where_it_is_filed(clickhouse: ClickHouse) -> None:
    await clickhouse.insert("mark", [{"shard": 3, "cursor": each} for each in (70, 60)])
    assert (await events_standing(clickhouse, now))[2:6] == (len(STEPS), len(STEPS), {3: 70}, 0)
    rows = [{"site": site, "utc_day": "2026-11-30", "visit": 1, "cursor": 1} for site in (2, 9)]
    await clickhouse.insert("event", rows)
    assert (await events_standing(clickhouse, now)).site == 9


async def test_generations_of_sums_go_on_behind_the_newest(clickhouse: ClickHouse) -> None:
    assert await newest_generation(clickhouse) == 0
    rows = [{"site": 1, "day": day, "gen": gen, "state": 1} for day, gen in ((1, 7 << 32), (2, 3))]
    await clickhouse.insert("rolled", rows)
    assert await newest_generation(clickhouse) == 7 << 32


async def test_a_clock_that_is_behind_is_found(clickhouse: ClickHouse) -> None:
    stands = await events_standing(clickhouse, lambda: now() + 3_600_000)
    assert -3_600_000 <= stands.ahead < -3_000_000
