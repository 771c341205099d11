"""Rows of before say today's sources, and tags that are addresses keep nothing behind them."""

import pytest

from tests.making import NOON, event
from tracker.domain.campaigns import Campaign
from tracker.domain.events import Event, Page
from tracker.domain.sources import Source
from tracker.storage.erasing.erasures import sweep_is_asked, texts_are_cleaned
from tracker.storage.erasing.reworked_rows import (
    Asked,
    asked_rework,
    changes,
    end_rework,
    rework,
)
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog

ADS = Campaign("google_ads", "", "autumn", "", "", "")


@pytest.fixture
async def log(db: Database) -> SqliteEventLog:
    opened = SqliteEventLog(db)
    await opened.open()
    return opened


def hit(number: int, source: Source, referrer: str = "", tags: Campaign | None = None) -> Event:
    made = event(number, at=NOON + number)
    made.page, made.source, made.referrer = Page("example.com", "/", tags), source, referrer
    return made


async def reworked(db: Database, after: int, upto: int) -> int:
    return await rework(db, await changes(db, after, upto), upto)


async def stored(log: SqliteEventLog) -> list[tuple[Source, Campaign | None]]:
    rows = await log.rows_after(0, 100)
    return [(row.source, row.page.campaign) for row in rows if isinstance(row, Event)]


async def test_a_source_that_was_told_otherwise_is_written_anew(
    db: Database, log: SqliteEventLog
) -> None:
    await log.append(
        [
            hit(1, Source("google_ads", "campaign"), "", ADS),
            hit(2, Source("Google", "search"), "https://www.google.com/"),
            hit(3, Source("google_ads", "campaign"), "", ADS),
            hit(4, Source("Baidu", "organic-search"), "https://pan.baidu.com/s?k=1"),
        ]
    )
    assert await reworked(db, 0, 4) == 3
    assert await stored(log) == [
        (Source("Google", "paid-search"), ADS),
        (Source("Google", "organic-search"), None),
        (Source("Google", "paid-search"), ADS),
        (Source("Baidu Pan", "referral"), None),
    ]
    assert await changes(db, 0, 4) == []


async def test_only_rows_between_the_cursors_are_looked_at(
    db: Database, log: SqliteEventLog
) -> None:
    old = Source("google_ads", "campaign")
    await log.append([hit(number, old, "", ADS) for number in range(1, 5)])
    [change] = await changes(db, 1, 3)
    assert sorted(change.cursors) == [2, 3]


async def test_what_was_internal_stays(db: Database, log: SqliteEventLog) -> None:
    menu = Campaign("menu", "", "", "", "", "")
    await log.append(
        [
            hit(1, Source("", "internal"), "https://www.google.com/"),
            hit(2, Source("", "internal"), "", menu),
        ]
    )
    assert await changes(db, 0, 2) == []


async def test_tags_that_are_addresses_become_the_others_that_are_the_same(
    db: Database, log: SqliteEventLog
) -> None:
    kept = Campaign("https://a.example/b", "email", "", "", "", "")
    dirty = [kept._replace(source=f"https://a.example/b?token={number}") for number in (1, 2)]
    odd = Campaign("?://token=1", "", "", "", "", "")
    await log.append(
        [
            hit(1, Source("a.example", "email"), "", dirty[0]),
            hit(2, Source("a.example", "email"), "", dirty[1]),
            hit(3, Source("a.example", "email"), "", kept),
            hit(4, Source("", "internal"), "", dirty[0]),
            hit(5, Source("Direct", "direct"), "", odd),
        ]
    )
    assert await reworked(db, 0, 5) == 4
    assert await stored(log) == [
        *([(Source("a.example", "email"), kept)] * 3),
        (Source("", "internal"), kept),
        (Source("Direct", "direct"), None),
    ]


async def test_rows_whose_tags_are_missing_are_left_to_verify(
    db: Database, log: SqliteEventLog
) -> None:
    await log.append([hit(1, Source("google_ads", "campaign"), "", ADS)])
    async with db.transaction() as tx:
        await tx.execute("delete from campaign")
    assert await changes(db, 0, 1) == []


async def test_how_far_it_is_stands_beside_what_was_done(db: Database, log: SqliteEventLog) -> None:
    assert await asked_rework(db) is None
    await log.append([hit(1, Source("google_ads", "campaign"), "", ADS)])
    async with db.transaction() as tx:
        await tx.execute("insert into rework values (0, 9)")
    assert await asked_rework(db) == Asked(0, 9)
    await reworked(db, 0, 5)
    assert await asked_rework(db) == Asked(5, 9)
    await end_rework(db)
    assert await asked_rework(db) is None
    assert await sweep_is_asked(db)
    assert await texts_are_cleaned(db)
