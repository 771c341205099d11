"""The last two days in quarter hours: the log's rows and the committed ones, each once."""

import asyncio

import pytest

from tests.eventually import PATIENCE, eventually
from tests.making import NOON, event, visitor
from tracker.domain.rows import SiteRemoval
from tracker.services.live.tallies import AGAIN_AFTER, Tallies, Tally
from tracker.storage.file.errors import ReadTooSlow
from tracker.storage.log import totals
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.log.totals import FileTotals

HOUR = 3_600_000


@pytest.fixture
async def log(db):
    opened = SqliteEventLog(db)
    await opened.open()
    return opened


@pytest.fixture
def tallies(db, log):
    return Tallies(FileTotals(db), log)


async def commit(log, tallies, *rows):
    await log.append(rows)
    tallies.apply(rows)


async def read(tallies, site_id=1) -> Tally:
    await tallies.soon([site_id], NOON, 30)
    tally = tallies.known(site_id, NOON)
    assert tally
    return tally


def pageviews(tally, start=NOON):
    return tally.between(start, start + 1).pageviews


def new(number, **how):
    return event(number, who=visitor(number), **how)


async def test_what_is_in_the_log_is_read_once_and_kept_up(log, tallies):
    await commit(log, tallies, new(1), new(2, at=NOON - HOUR))
    tally = await read(tallies)
    await commit(log, tallies, new(3))
    assert (pageviews(tally), tally.between(NOON, NOON + 1).visitors) == (2, 2)
    assert tally.between(NOON - HOUR, NOON).pageviews == 1


async def test_what_is_committed_while_the_log_is_read_counts_once(log, tallies):
    await commit(log, tallies, new(1))
    asking = [asyncio.create_task(tallies.soon([1], NOON, 30)) for _ in range(3)]
    await asyncio.sleep(0)
    await commit(log, tallies, new(2))
    await asyncio.gather(*asking)
    assert pageviews(await read(tallies)) == 2


@pytest.mark.parametrize("few", [1, 20_000])
async def test_a_busy_site_is_read_in_more_parts_and_counted_the_same(
    log, tallies, monkeypatch, few
):
    monkeypatch.setattr(totals, "FEW", few)
    for hour in range(49):
        signup = event(99 + hour, name="Signup")
        signup.is_new = False
        await commit(log, tallies, new(hour + 1, at=NOON - hour * HOUR), signup)
    total = (await read(tallies)).between(NOON - 48 * HOUR, NOON + 1)
    assert (total.pageviews, total.visitors, total.others) == (49, 49, 49)


async def test_hours_are_told_from_the_oldest_on(log, tallies):
    await commit(log, tallies, new(1), new(2, at=NOON - HOUR), new(3, at=NOON - 3 * HOUR))
    tally = await read(tallies)
    assert tally.pageviews_by_hour(NOON - 2 * HOUR, 3) == [0, 1, 1]


async def test_nobody_waits_longer_than_agreed(db, log, tallies, monkeypatch):
    at_last = asyncio.Event()

    async def slow(*_args):
        await at_last.wait()
        return []

    monkeypatch.setattr(totals, "quarters", slow)
    await asyncio.wait_for(tallies.soon([1, 2], NOON, 0.01), PATIENCE)
    assert tallies.known(1, NOON) is None
    at_last.set()
    await eventually(lambda: tallies.known(1, NOON) and tallies.known(2, NOON))


async def test_a_site_that_cannot_be_read_is_tried_again_later(log, tallies, monkeypatch):
    await commit(log, tallies, new(1))

    async def too_slow(*_args):
        raise ReadTooSlow("select")

    with monkeypatch.context() as patched:
        patched.setattr(totals, "quarters", too_slow)
        await tallies.soon([1], NOON, 30)
    await tallies.soon([1], NOON, 30)
    assert tallies.known(1, NOON) is None
    await tallies.soon([1], NOON + AGAIN_AFTER, 30)
    assert pageviews(tallies.known(1, NOON + AGAIN_AFTER)) == 1


async def test_a_reading_ends_with_the_server(tallies):
    assert tallies.known(1, NOON) is None
    await tallies.close()
    assert not tallies._reading


async def test_a_site_that_is_no_more_is_forgotten(log, tallies):
    await commit(log, tallies, new(1))
    tally = await read(tallies)
    await commit(log, tallies, SiteRemoval(1, NOON))
    assert tallies.known(1, NOON) is not tally
    await tallies.close()


async def test_tests_and_other_sites_are_left_out(log, tallies):
    tally = await read(tallies)
    await commit(log, tallies, event(1, name="test"), event(2, who=visitor(2, site_id=2)))
    assert not tally.visited


async def test_whoever_came_long_ago_has_come(log, tallies):
    await commit(log, tallies, event(1, at=NOON - 1000 * HOUR))
    assert (await read(tallies)).visited
    assert not (await read(tallies, site_id=2)).visited


async def test_custom_events_are_no_pageviews(log, tallies):
    tally = await read(tallies)
    await commit(log, tallies, event(1), event(2, name="Signup"))
    total = tally.between(NOON, NOON + 1)
    assert (total.pageviews, total.others) == (1, 1)


async def test_old_quarters_are_let_go(log, tallies):
    tally = await read(tallies)
    later = [event(2 + each, at=NOON + each * HOUR // 4) for each in range(1, 250)]
    await commit(log, tallies, event(1), *later)
    assert pageviews(tally) == 0
    assert tally.visited


async def test_a_clock_that_was_ahead_for_a_minute_takes_no_quarter_away(log, tallies):
    tally = await read(tallies)
    await commit(log, tallies, event(1), event(2, at=NOON + 400 * 24 * HOUR), event(3))
    assert pageviews(tally) == 2
