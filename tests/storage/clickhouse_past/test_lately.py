"""What whoever takes a shard over learns of ClickHouse: the same as of a filing in memory."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from itertools import chain

import pytest

from tests.engines.memory_filing import MemoryFiling
from tests.reports.small_log import clock
from tests.storage.clickhouse.small_site import SmallSite
from tracker.domain.ids import COUNTER_BITS
from tracker.domain.rows import Reset, SiteRemoval, VisitRemoval
from tracker.storage.clickhouse import client
from tracker.storage.clickhouse.client import ClickHouse, connected
from tracker.storage.clickhouse_past.lately import FiledLately
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.processes.lately import Lately, SeenBeacon, SeenVisit, Since

NOON, MINUTE = clock("2026-11-21 12:00"), 60_000
MIDNIGHT = clock("2026-11-22 01:00")  # of UTC


@pytest.fixture
def site(clickhouse: ClickHouse) -> SmallSite:
    """One day goes over into the next. An event is another shard's, one an import's, one a test;
    one of site 2, which has begun anew."""
    made, log = SmallSite(clickhouse), SmallSite(clickhouse).log
    log.view(1, NOON, beacon=11)
    log.view(2, MIDNIGHT - MINUTE, beacon=12)
    log.view(3, MIDNIGHT - MINUTE, site_id=2)
    log.done(1, MIDNIGHT, "Order", who=4, beacon=13, is_new=False)
    log.view(5, MIDNIGHT, beacon=14, id=1 << COUNTER_BITS | 5)
    log.view(6, MIDNIGHT, import_id=3, beacon=15)
    log.done(7, MIDNIGHT, "test", beacon=16, is_new=False)
    log.add(Reset(2, MIDNIGHT, 3))
    log.view(8, MIDNIGHT + 1, site_id=2, who=3)
    log.view(8, MIDNIGHT + MINUTE, site_id=2, who=3, beacon=17, is_new=False)
    log.add(VisitRemoval(1, MIDNIGHT + MINUTE, 2))
    log.view(9, MIDNIGHT + 2 * MINUTE, beacon=18)
    log.add(SiteRemoval(4, MIDNIGHT))
    made.log = log
    return made


async def of(lately: Lately, since: Since, most: int = 99) -> list[object]:
    """All that it says; of a slice that was filed twice once."""

    async def all_of(parts: AsyncGenerator[Sequence[object], None]) -> list[object]:
        async with aclosing(parts):
            return list(chain.from_iterable([some async for some in parts]))

    found = await all_of(lately.newcomers(since, most))
    newcomers = {(each.at, each.site_id, who) for each in found for who in each.visitors}
    visits = await all_of(lately.visits(since, most))
    beacons = dict.fromkeys(await all_of(lately.beacons(since, most)))
    return [await lately.newest_id(since), sorted(newcomers), visits, [*beacons]]


async def test_it_says_what_a_filing_in_memory_says(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "PART", 30)  # bytes
    filing, lately = MemoryFiling(), FiledLately(site.engine)
    ours = [row for row in site.log.rows if row.cursor not in {5, 6}]
    await filing.file(0, ours)
    for _ in range(2):
        await site.filing.file(site.log.rows)
    mark = await lately.mark(0)
    assert mark == site.log.rows[-1].cursor
    assert await lately.resets() == [(2, 3)]
    assert await lately.removed() == await filing.removed() == [4]
    for at in (NOON, NOON + 1, MIDNIGHT, MIDNIGHT + 1):
        for upto in (mark, 9, 3, 0):
            since = Since(0, at, upto)
            assert await of(lately, since) == await of(filing, since)
    said = await of(lately, Since(0, MIDNIGHT, mark))
    assert said == [
        12,
        [(MIDNIGHT + 1, 2, 3), (MIDNIGHT + 2 * MINUTE, 1, 9)],
        [
            SeenVisit(4, 1, MIDNIGHT),
            SeenVisit(3, 8, MIDNIGHT + MINUTE),
            SeenVisit(9, 9, MIDNIGHT + 2 * MINUTE),
        ],
        [
            SeenBeacon(13, 1, 0, MIDNIGHT),
            SeenBeacon(16, 7, 0, MIDNIGHT),
            SeenBeacon(17, 8, 10, MIDNIGHT + MINUTE),
            SeenBeacon(18, 9, 12, MIDNIGHT + 2 * MINUTE),
        ],
    ]


async def test_of_more_than_are_asked_for_the_newest_are_said(site: SmallSite) -> None:
    await site.files()
    lately, since = FiledLately(site.engine), Since(0, NOON, 99)
    [_, [newcomer], [visit], [beacon]] = await of(lately, since, most=1)
    assert (newcomer[2], visit.visitor, beacon.beacon) == (9, 9, 18)


async def test_of_another_shard_nothing_is_said(site: SmallSite) -> None:
    await site.files()
    lately = FiledLately(site.engine)
    assert await lately.mark(2) == 0
    assert await of(lately, Since(2, NOON, 99)) == [0, [], [], []]
    [newest, *_] = await of(lately, Since(1, NOON, 99))
    assert newest == 1 << COUNTER_BITS | 5


async def test_who_does_not_answer_refuses(empty_clickhouse: ClickHouse) -> None:
    lately, since = FiledLately(empty_clickhouse), Since(0, NOON, 9)
    for call in (lately.mark(0), lately.resets(), lately.removed(), lately.newest_id(since)):
        with pytest.raises(RefusesForNow):
            await call
    for told in (lately.visits, lately.beacons, lately.newcomers):
        with pytest.raises(RefusesForNow):
            await anext(told(since, 9))
    async with connected("http://127.0.0.1:9/", "test") as nobody:
        with pytest.raises(RefusesForNow):
            await anext(FiledLately(nobody).visits(since, 9))
