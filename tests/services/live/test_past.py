"""Moments of the past, from the log: what had been told by then, and what came then."""

import pytest

from tests.making import NOON, event, leave
from tracker.domain.messages import EventMessage
from tracker.domain.rows import HIDDEN, Back, Pageview
from tracker.domain.visits import GONE_AFTER, MINUTE
from tracker.services.live import past as module
from tracker.services.live.past import Past
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.past.past_rows import FilePast
from tracker.storage.past.stretch_rows import Stretch

DAY = 24 * 60 * MINUTE


@pytest.fixture
async def log(db: Database) -> SqliteEventLog:
    log = SqliteEventLog(db)
    await log.open()
    return log


@pytest.fixture
def past(db: Database, log: SqliteEventLog) -> Past:
    return Past(FilePast(db), log, lambda: NOON + DAY)


def cursors(page) -> list[int]:
    return [each.cursor for each in page.messages]


async def test_it_begins_with_the_last_events_however_old(past, log):
    await log.append([event(n, visit=n, at=NOON - DAY + n) for n in range(1, 300)])
    page = await past.beginning(1, NOON)
    assert cursors(page) == [*range(100, 300)]
    assert (page.until, page.one_of, page.is_about) == (NOON, 1, False)


async def test_it_begins_with_all_of_the_half_hour_before(past, log):
    since = NOON - GONE_AFTER
    await log.append([event(n, visit=n, at=since + n) for n in range(-9, 400)])
    assert len((await past.beginning(1, NOON)).messages) == 400


async def test_who_came_back_is_told_from_their_visits_beginning(past, log):
    opened = Pageview(1, 1, NOON - 50 * MINUTE)
    first = event(2, visit=1, at=opened.at)
    others = [event(n, visit=n, at=NOON - 20 * MINUTE + n) for n in range(1000, 1300)]
    await log.append([first, *others, Back(1, NOON - MINUTE, 0, "/", opened, 1)])
    page = await past.beginning(1, NOON)
    assert cursors(page)[0] == 1
    assert cursors(page)[-1] == 302


async def test_of_very_many_events_those_of_some_visits_are_told(past, log, monkeypatch):
    monkeypatch.setattr(module, "MOST", 100)
    batch = [event(2 * n, visit=2 * n - 1, at=NOON - GONE_AFTER + n) for n in range(500)]
    await log.append(batch)
    page = await past.beginning(1, NOON)
    assert page.one_of == 5
    told = [int(each.visit) for each in page.messages]
    assert told == [row.visit for row in batch if row.visit % 5 == 0]
    following = await past.page(1, Stretch(NOON - GONE_AFTER, NOON), 5)
    assert cursors(following) == cursors(page)


async def test_pages_join_on_and_end_with_now(past, log):
    await log.append([event(n, at=NOON + n * 100) for n in range(50)])
    first = await past.page(1, Stretch(NOON, NOON + 2000), 1)
    rest = await past.page(1, Stretch(first.until, NOON + 2 * DAY), 1)
    assert cursors(first) + cursors(rest) == [*range(1, 51)]
    assert (first.is_now, rest.is_now) == (False, True)
    assert rest.until == NOON + DAY - module.SETTLED
    later = await past.page(1, Stretch(NOON + DAY, NOON + DAY + 1), 1)
    assert (later.messages, later.until, later.is_now) == ([], NOON + DAY, True)


async def test_an_empty_page_names_the_next_event(past, log):
    await log.append([event(1, at=NOON + 60 * MINUTE)])
    page = await past.page(1, Stretch(NOON, NOON + MINUTE), 1)
    assert (page.messages, page.next) == ([], NOON + 60 * MINUTE)
    page = await past.page(1, Stretch(NOON + 60 * MINUTE, NOON + 61 * MINUTE), 1)
    assert (len(page.messages), page.next) == (1, None)


async def test_where_pages_did_not_tell_all_it_is_known_about_only(past, log):
    await log.append([event(1, at=NOON), leave(HIDDEN, at=NOON + 1)])
    assert (await past.page(1, Stretch(NOON, NOON + 10), 1)).is_about
    imported = event(2, at=NOON + 20)
    imported.import_id = 1
    await log.append([imported])
    page = await past.page(1, Stretch(NOON + 20, NOON + 30), 1)
    assert page.is_about
    assert isinstance(page.messages[0], EventMessage)
