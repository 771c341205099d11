"""A site's events before a cursor: all of them, in the log's order, from any depth as soon."""

import sqlite3
from contextlib import closing
from random import Random

import pytest

from tests.making import NOON, event, leave, visitor
from tracker.domain.filters import EVERYTHING
from tracker.domain.rows import HIDDEN
from tracker.storage.file.database import Database
from tracker.storage.file.migrations import SCHEMA, migrate
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.log.messages import FILTERED_BEFORE, bounds_of
from tracker.storage.log.stretches import STRETCH

HOUR = 3_600_000
DENSE, RARE, PAST = 1, 2, 3
BUSY_BATCH = 512


@pytest.fixture
async def log(db: Database) -> SqliteEventLog:
    log = SqliteEventLog(db)
    await log.open()
    return log


async def fill(log: SqliteEventLog, rows: int, at=lambda number: NOON + number) -> None:
    """Rows of a site with nearly all of them, of one with a few, and of one that has ended."""
    who = {number: visitor(site_id=number) for number in (DENSE, RARE, PAST)}
    for first in range(0, rows, BUSY_BATCH):
        batch = []
        for number in range(first, min(rows, first + BUSY_BATCH)):
            site = RARE if number % 1000 == 7 else PAST if number < 300 else DENSE
            if number % 5 == 4:
                batch.append(leave(HIDDEN, beacon=5))
            else:
                batch.append(event(number, who=who[site], at=at(number)))
        await log.append(batch)


async def scrolled(log: SqliteEventLog, site: int, limit: int) -> list[int]:
    """All cursors that a feed comes to see, newest first."""
    found, before = [], log.head + 1
    while before:
        page = await log.earlier(site, before, limit, EVERYTHING)
        found += [message.cursor for message in reversed(page.messages)]
        before = page.before
    return found


async def stored(db: Database, site: int) -> list[int]:
    rows = await db.read("select cursor from event where site_id = ? order by 1 desc", (site,))
    return [row["cursor"] for row in rows]


@pytest.mark.parametrize("site", [DENSE, RARE, PAST])
async def test_scrolling_back_comes_to_every_event_once(log, db, site):
    await fill(log, 3 * STRETCH)
    assert await scrolled(log, site, 150) == await stored(db, site) != []


def put_back(number: int) -> int:
    """An hour back after the first thousand rows, and a year ahead for some in between."""
    ahead = 365 * 24 * HOUR if 5_000 < number < 5_200 else 0
    return NOON + number + ahead - (HOUR if number > 1000 else 0)


def at_odds(number: int) -> int:
    """A clock that nobody can trust."""
    return NOON + Random(number).randrange(HOUR)


@pytest.mark.parametrize("at", [put_back, at_odds])
@pytest.mark.parametrize("site", [DENSE, RARE])
async def test_no_event_is_lost_where_the_clock_was_put_back(log, db, site, at):
    await fill(log, 2 * STRETCH + 700, at)
    assert await scrolled(log, site, 190) == await stored(db, site)
    oldest = await log.oldest_of(site, log.head + 1, 9)
    assert oldest == (await stored(db, site))[8]


async def test_a_log_that_was_filled_by_others_is_summed_up_with_the_next_rows(log, db):
    await fill(log, 2 * STRETCH)
    async with db.transaction() as tx:
        await tx.execute("delete from stretch")
    again = SqliteEventLog(db)
    await again.open()
    await again.append([event(1)])
    assert (await db.read("select count(*) as n from stretch"))[0]["n"] == 2
    assert await scrolled(again, RARE, 3) == await stored(db, RARE)


def work_of(db: Database, site: int, before: int) -> int:
    """How much SQLite does to read a page of the feed, in hundreds of its instructions."""
    with closing(sqlite3.connect(db.path)) as connection:
        done = []
        connection.set_progress_handler(lambda: done.append(1) and None, 100)
        bounds = {"site": site, "before": before, "looked": 50, "limit": 50}
        assert connection.execute(FILTERED_BEFORE, bounds | bounds_of(EVERYTHING)).fetchall()
        return len(done)


async def test_deep_down_a_page_costs_what_it_costs_at_the_top(log, db):
    await fill(log, 10 * STRETCH)
    depths = range(log.head + 1, STRETCH, -3 * STRETCH)
    for site in (DENSE, RARE):
        works = [work_of(db, site, before) for before in depths]
        assert max(works) < 2 * works[0], works


async def stretches_of(db: Database) -> list[tuple[int, ...]]:
    of_each = "select number, first_at, last_at from stretch order by number"
    return [tuple(row) for row in await db.read(of_each)]


async def test_an_upgrade_sums_up_what_is_stored(log, db, tmp_path):
    await fill(log, STRETCH + 50, put_back)
    await log.append([leave(HIDDEN, beacon=5) for _ in range(3 * STRETCH - 51)])  # the 4th is whole
    await log.append([event(1)])
    path = tmp_path / "of an older release" / "tracker.db"
    path.parent.mkdir()
    schema = tmp_path / "its schema"
    schema.mkdir()
    for file in SCHEMA.glob("00?_*.sql"):
        (schema / file.name).write_text(file.read_text())
    migrate(path, schema)
    with closing(sqlite3.connect(path)) as old:
        old.execute("attach ? as today", (str(db.path),))
        columns = ", ".join(row[1] for row in old.execute("pragma main.table_info(event)"))
        old.execute(f"insert into main.event select {columns} from today.event")
        old.execute("insert into leave select cursor, 1, 0, 0, 0, 1, 1, 0, 0 from today.leave")
        old.commit()
    async with Database.open(path) as upgraded:
        assert await stretches_of(upgraded) == await stretches_of(db)
    assert [number for number, *_ in await stretches_of(db)] == [0, 1]
