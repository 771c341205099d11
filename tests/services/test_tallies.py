"""The last two days in quarter hours: the log's rows and the committed ones, each once."""

import asyncio

import pytest

from tests.making import NOON, event, visitor
from tracker.services.tallies import Tallies
from tracker.storage.event_log import SqliteEventLog

HOUR = 3_600_000


@pytest.fixture
async def log(db):
    opened = SqliteEventLog(db)
    await opened.open()
    return opened


@pytest.fixture
def tallies(db, log):
    return Tallies(db, log)


async def commit(log, tallies, *rows):
    await log.append(rows)
    tallies.apply(rows)


def new(number, **how):
    made = event(number, who=visitor(number), **how)
    made.is_new = True
    return made


async def test_what_is_in_the_log_is_read_once_and_kept_up(log, tallies):
    await commit(log, tallies, new(1), new(2, at=NOON - HOUR))
    tally = await tallies.of(1, NOON)
    await commit(log, tallies, new(3))
    assert (tally.pageviews(NOON, NOON + 1), tally.visitors(NOON, NOON + 1)) == (2, 2)
    assert tally.pageviews(NOON - HOUR, NOON) == 1


async def test_what_is_committed_while_the_log_is_read_counts_once(log, tallies):
    await commit(log, tallies, new(1))
    asking = [asyncio.create_task(tallies.of(1, NOON)) for _ in range(3)]
    await asyncio.sleep(0)
    await commit(log, tallies, new(2))
    assert [tally.pageviews(NOON, NOON + 1) for tally in await asyncio.gather(*asking)] == [2] * 3


async def test_tests_and_other_sites_are_left_out(log, tallies):
    tally = await tallies.of(1, NOON)
    await commit(log, tallies, event(1, name="test"), event(2, who=visitor(2, site_id=2)))
    assert not tally.any


async def test_custom_events_are_no_pageviews(log, tallies):
    tally = await tallies.of(1, NOON)
    await commit(log, tallies, event(1), event(2, name="Signup"))
    assert tally.pageviews(NOON, NOON + 1) == 1


async def test_old_quarters_are_let_go(log, tallies):
    tally = await tallies.of(1, NOON)
    await commit(log, tallies, event(1), event(2, at=NOON + 50 * HOUR))
    assert tally.pageviews(NOON, NOON + 1) == 0
