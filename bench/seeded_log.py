"""A log with many events, written by the product's own storage in seconds."""

import asyncio
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from random import Random

from tracker.domain.agents import Agent
from tracker.domain.events import Event, Page, Visitor
from tracker.domain.ids import Ids
from tracker.domain.places import Place
from tracker.domain.rows import LEFT, Leave, Pageview, Row
from tracker.domain.sources import Source
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.log.stretches import closings

BATCH = 5_000
DAY = 86_400_000  # ms
EVENTS_A_VISITOR = 5
AGENTS = [
    Agent(browser, system, device)
    for browser in ("Chrome", "Firefox", "Safari", "Edge")
    for system, device in (("Windows", "desktop"), ("Android", "mobile"), ("iOS", "mobile"))
]
PLACES = [Place(code, "", "", "", None, None) for code in ("DE", "FR", "US", "JP", "BR", "NG")]
SOURCES = [Source("Direct", "direct"), Source("Google", "organic-search"), Source("", "internal")]


def fill(data: Path, site_ids: list[int], events: int) -> None:
    """So many pageviews over the last day, at a steady pace, and two leaves for three of them: the
    hardest for a start."""
    asyncio.run(filled(data / "tracker.db", site_ids, events))


async def filled(path: Path, site_ids: list[int], events: int, age: int = 0) -> None:
    """The same; `age` (ms) is how long ago the day has ended."""
    chance, ids = Random(1), Ids()
    start, visitors = int(time.time() * 1000) - DAY - age, 0
    who = Visitor(site_ids[0])
    async with Database.open(path, "process") as db:
        log = SqliteEventLog(db)
        await log.open()
        for first in range(0, events, BATCH):
            batch: list[Row] = []
            for number in range(first, min(events, first + BATCH)):
                at = start + number * DAY // events
                if number % EVENTS_A_VISITOR == 0:
                    visitors += 1
                    who = _visitor(chance, chance.choice(site_ids), ids.next(at))
                event = _event(chance, who, ids.next(at), at)
                batch.append(event)
                if number % 3:
                    batch.append(_leave(event, log.head + len(batch)))
            await log.append(batch)


DOUBLE = """
insert into event select
    cursor + (select max(cursor) from event), id + (1 << 40), site_id, at, visit, visitor, 0, 0,
    name, host, path, title, referrer, source, channel, campaign, place, agent, language, width,
    properties, address, import_id
from event
"""


async def double(path: Path, times: int) -> None:
    """As many events again, and again: many of them, soon."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for pragma in ("journal_mode = delete", "synchronous = off", "cache_size = -200000"):
            db.execute(f"pragma {pragma}")
        for _ in range(times):
            db.execute(DOUBLE)
        [head] = db.execute("select max(cursor) from event").fetchone()
        for sql, bounds in closings(0, head)[1]:
            db.executemany(sql, bounds)
    async with Database.open(path) as opened:
        await opened.checked()


def _visitor(chance: Random, site_id: int, visit: int) -> Visitor:
    visitor = Visitor(site_id)
    visitor.id = chance.getrandbits(63)
    visitor.visit = visit
    visitor.agent, visitor.place = chance.choice(AGENTS), chance.choice(PLACES)
    return visitor


def _leave(event: Event, cursor: int) -> Leave:
    page = Pageview(event.visit, cursor, event.at)
    path = event.page.path
    return Leave(event.site_id, event.at, 0, path, LEFT, 48_000, 70, page, event.visit)


def _event(chance: Random, who: Visitor, number: int, at: int) -> Event:
    page = chance.randrange(10_000)
    is_new, who.counted = who.counted == 0, who.id
    return Event(
        id=number,
        site_id=who.site_id,
        at=at,
        visitor_id=who.id,
        visit=who.visit,
        beacon=chance.getrandbits(62),
        name="pageview",
        page=Page("www.example.com", f"/articles/{page}", None),
        title=f"Article {page}: how the sea remembers a storm",
        referrer="",
        source=chance.choice(SOURCES),
        place=who.place,
        agent=who.agent,
        language="en-US",
        width=1440,
        properties=None,
        address=None,
        is_new=is_new,
    )
