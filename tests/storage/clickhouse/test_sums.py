"""Sums of days stand until something comes for one of their visits."""

from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.reports.small_log import BERLIN, HOUR, MINUTE, clock
from tests.storage.clickhouse.small_site import SmallSite
from tracker.domain.days import day_number
from tracker.domain.rows import Reset, VisitRemoval
from tracker.storage.clickhouse import removing, rolling
from tracker.storage.clickhouse.client import Away, ClickHouse, Refused
from tracker.storage.clickhouse.rolling import days_to_roll, roll
from tracker.storage.clickhouse.stale_days import are_stale
from tracker.storage.clickhouse.verifying import differences

DAY = 24 * HOUR
NOON = clock("2026-11-21 12:00")
LATER = clock("2026-11-23 12:00")
TODAY = day_number(NOON, ZoneInfo(BERLIN))


async def standing(engine: ClickHouse) -> set[int]:
    return {day for (day,) in await engine.rows("select day from rolled final where state = 1")}


@pytest.fixture
async def site(clickhouse: ClickHouse) -> SmallSite:
    """Two visits on one day, which is summed up."""
    site = SmallSite(clickhouse)
    site.log.view(1, NOON, "/a")
    site.log.view(1, NOON + MINUTE, "/b")
    site.log.view(2, NOON, "/a")
    await site.files()
    assert TODAY in await site.is_rolled(LATER)
    return site


async def test_a_day_that_is_summed_up_stands(site: SmallSite):
    assert TODAY in await standing(site.engine)
    assert await site.is_rolled(LATER) == []
    assert await site.by("event:page", "pageviews visits") == [("/a", 2, 2), ("/b", 1, 1)]
    assert await differences(site.engine, 1, BERLIN, TODAY) == []


async def test_a_site_without_visits_has_nothing_to_sum_up(site: SmallSite):
    assert await days_to_roll(site.engine, 2, BERLIN, LATER) == []


async def test_what_comes_late_for_a_day_has_it_summed_up_again(site: SmallSite):
    [page] = [row for row in site.log.rows if row.cursor == 3]
    site.log.leave(page, HOUR, engaged=8_000, depth=50)
    await site.files()
    assert await standing(site.engine) == {TODAY - 1, TODAY + 1}
    assert await site.total("time_on_page visit_duration") == (8.0, 34.0)
    assert await site.is_rolled(LATER) == [TODAY]
    assert await site.total("time_on_page visit_duration") == (8.0, 34.0)


async def test_a_visit_that_goes_on_after_midnight_changes_the_day_before(site: SmallSite):
    site.log.view(2, clock("2026-11-22 00:10"), "/c")
    await site.files()
    assert TODAY not in await standing(site.engine)
    assert await site.by("visit:exit_page", "visits") == [("/b", 1), ("/c", 1)]


async def test_a_visit_that_goes_is_counted_no_more(site: SmallSite):
    site.log.add(VisitRemoval(1, LATER, 2))
    await site.files()
    assert await site.total("visitors pageviews") == (1, 2)


async def test_what_comes_while_a_day_is_summed_up_has_the_last_word(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch
):
    """The sums are made without it."""
    site.log.view(3, NOON)
    await site.files()
    sum_up = rolling.sum_up

    async def and_meanwhile(*given: object) -> None:
        await sum_up(*given)
        site.log.view(4, NOON)
        await site.files()

    monkeypatch.setattr(rolling, "sum_up", and_meanwhile)
    assert await site.is_rolled(LATER) == [TODAY]
    assert TODAY not in await standing(site.engine)
    assert await site.total("visitors") == (4,)


async def test_what_comes_for_a_longer_visit_just_before_a_day_is_summed_up_is_in_its_sums(
    clickhouse: ClickHouse, monkeypatch: pytest.MonkeyPatch
):
    site = SmallSite(clickhouse)
    site.log.view(1, NOON - 3 * DAY)
    await site.files()
    longest_of = rolling.longest_of

    async def and_meanwhile(*given: Any) -> int:
        known = await longest_of(*given)
        site.log.view(1, NOON)
        await site.files()
        return known

    monkeypatch.setattr(rolling, "longest_of", and_meanwhile)
    await roll(clickhouse, 1, BERLIN, [TODAY], site.generation)
    assert await site.total("visitors visits") == site.log.total("visitors visits") == (1, 0)


async def test_what_one_files_who_has_lost_the_lease_ends_sums_of_the_next_one(site: SmallSite):
    next_one = count(1 << 32).__next__
    await roll(site.engine, 1, BERLIN, [TODAY], next_one)
    site.log.view(3, NOON)
    await site.files()
    assert await site.total("visitors") == (3,)
    await roll(site.engine, 1, BERLIN, [TODAY], next_one)
    assert TODAY in await standing(site.engine)
    assert await site.total("visitors") == (3,)


async def test_a_removal_half_done_ends_the_sums_when_it_is_done_again(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch
):
    """Killed when the rows are gone, and the day was summed up just before that."""
    sums = [site.is_rolled]

    async def or_killed(*given: Any) -> None:
        if not sums:
            raise Away("killed")
        await are_stale(*given)
        await sums.pop()(LATER)

    site.log.add(Reset(1, LATER, 2))
    with monkeypatch.context() as killed:
        killed.setattr(removing, "are_stale", or_killed)
        with pytest.raises(Away):
            await site.filing.file(site.log.rows[-1:])
    await site.files()
    assert await site.total("visitors pageviews") == (1, 1)


async def test_sums_of_another_clock_do_not_stand(site: SmallSite):
    site.zone = "Asia/Tokyo"
    assert await site.total("visitors") == (2,)
    assert TODAY in await days_to_roll(site.engine, 1, site.zone, LATER)


async def test_sums_that_were_broken_off_do_not_stand(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch
):
    site.log.view(3, NOON)
    await site.files()
    monkeypatch.setattr(rolling, "BY_VISIT", "select nothing from nowhere")
    with pytest.raises(Refused):
        await roll(site.engine, 1, BERLIN, [TODAY], site.generation)
    assert await site.total("visitors") == (3,)


async def test_sums_that_are_wrong_are_told(site: SmallSite):
    await site.engine.run(
        "alter table day_event delete where key = '/b' settings mutations_sync = 1"
    )
    await site.engine.run(
        "alter table day_total update visitors = 7 where true settings mutations_sync = 1"
    )
    found = await differences(site.engine, 1, BERLIN, TODAY)
    assert [(each.row, each.what) for each in found] == [
        ("the day's sums", "figures"),
        ("event:page “/b”", "figures"),
    ]


async def test_hours_are_those_of_clocks_that_are_half_an_hour_beside_utc(clickhouse: ClickHouse):
    site = SmallSite(clickhouse, "America/St_Johns")
    morning = clock("2026-11-21 09:40", site.zone)
    site.log.view(1, morning)
    await site.files()
    hour = clock("2026-11-21 09:00", site.zone)
    assert (await site.by("time:hour", "pageviews"))[0][1:] == (1,)
    assert await site.by("time:hour_of_day", "pageviews") == [(9, 1)]
    assert await site.by("time:hour", "pageviews") == [(hour, 1)]
