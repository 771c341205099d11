"""What open views ask of what is filed, beside what tests/engines/test_shared_log_rules.py asks."""

import pytest

from tests.reports.small_log import clock
from tests.storage.clickhouse.small_site import SmallSite
from tracker.domain.rows import AgeRemoval, ImportRemoval, Reset, VisitRemoval
from tracker.storage.clickhouse.client import ClickHouse, connected
from tracker.storage.clickhouse_past.filed_past import FiledPast
from tracker.storage.clickhouse_past.filed_rows import FiledRows
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.log.totals import QUARTER, Quarter
from tracker.storage.past.stretch_rows import Stretch

NOON, DAY, MINUTE = clock("2026-11-21 12:00"), 86_400_000, 60_000


@pytest.fixture
def site(clickhouse: ClickHouse) -> SmallSite:
    return SmallSite(clickhouse)


async def test_removals_stand_among_the_events_that_are_left(site: SmallSite):
    for visit in range(1, 5):
        site.log.view(visit, NOON + visit)
    site.log.add(VisitRemoval(1, NOON + 9, 2))
    site.log.view(5, NOON + 10)
    site.log.add(AgeRemoval(1, NOON + 9, NOON - DAY))
    site.log.add(ImportRemoval(1, NOON + 9, 3))
    site.log.add(Reset(1, NOON + 9, 1))
    await site.files()
    rows = FiledRows(site.engine)
    told = [(type(row).__name__, row.cursor) for row in await rows.rows_after(1, 0, 99, 50)]
    assert told == [
        ("Event", 3),
        ("Event", 4),
        ("VisitRemoval", 5),
        ("Event", 6),
        ("AgeRemoval", 7),
        ("ImportRemoval", 8),
        ("Reset", 9),
    ]
    for most in (1, 2, 3):
        found, after = [], 0
        while part := await rows.rows_after(1, after, 99, most):
            found += [row.cursor for row in part]
            after = part[-1].cursor
        assert found == [3, 4, 5, 6, 7, 8, 9]
    assert [row.at for row in await rows.rows_after(1, 3, 5, 9)] == [NOON + 4, NOON + 4]


async def test_quarter_hours_are_summed_up_to_a_cursor(site: SmallSite):
    rows = FiledRows(site.engine)
    assert not await rows.has_visits(1)
    site.log.view(1, NOON)
    site.log.done(1, NOON + MINUTE, "Signup")
    site.log.view(2, NOON + QUARTER)
    site.log.done(3, NOON + MINUTE, "test")
    site.log.view(4, NOON + MINUTE)
    await site.files()
    assert await rows.has_visits(1)
    found = await rows.quarters(1, NOON, NOON + 2 * QUARTER, 4)
    said = [(each.number, each.pageviews, each.others, each.latest) for each in found]
    first = NOON // QUARTER
    assert said == [(first, 1, 1, NOON + MINUTE), (first + 1, 1, 0, NOON + QUARTER)]
    assert isinstance(found[0], Quarter)


async def test_a_moment_of_the_past_is_found_at_any_distance(site: SmallSite):
    past = FiledPast(site.engine)
    assert await past.next_event(1, 0) is None
    assert await past.so_many_back(1, NOON, 1) == 0
    times = [NOON - 40 * DAY, NOON - 12 * DAY, NOON - 3 * DAY, NOON, NOON + 1, NOON + 1]
    for visit, at in enumerate(times, 1):
        site.log.view(visit, at)
    site.log.add(VisitRemoval(1, NOON + 9, 1))
    await site.files()
    assert await past.next_event(1, 0) == times[1]
    assert await past.next_event(1, NOON - 2 * DAY) == NOON
    assert await past.next_event(1, NOON + 2) is None
    assert await past.so_many_back(1, NOON + 1, 3) == times[1]
    assert await past.so_many_back(1, NOON + 1, 4) == 0
    assert await past.events_between(1, Stretch(NOON, NOON + DAY), 9) == 3
    assert await past.events_between(1, Stretch(NOON, NOON + DAY), 2) == 2
    assert await past.day_curve(1, Stretch(NOON, NOON + 3), 1) == [1, 2, 0]


async def test_a_stretch_that_is_too_long_ends_sooner(site: SmallSite):
    for visit, at in enumerate((NOON, NOON + 1, NOON + 2, NOON + 2, NOON + 3), 1):
        site.log.view(visit, at)
    await site.files()
    past = FiledPast(site.engine)
    whole = await past.stretch_rows(1, Stretch(NOON, NOON + 9), 99, most=9)
    assert (whole.rows, whole.until, whole.is_about) == (site.log.rows, NOON + 9, True)
    part = await past.stretch_rows(1, Stretch(NOON, NOON + 9), 99, most=3)
    assert (part.rows, part.until) == (site.log.rows[:2], NOON + 2)
    some = await past.stretch_rows(1, Stretch(NOON, NOON + 9), 4, most=9, one_of=2)
    assert [row.visit for row in some.rows] == [2, 4]


async def test_what_is_refused_may_be_answered_later(clickhouse_url: str):
    async with connected(f"{clickhouse_url}/nowhere", "nobody") as engine:
        with pytest.raises(RefusesForNow, match="ClickHouse"):
            await FiledRows(engine).mark(0)
