"""Texts of before lose what is not kept any more, and nobody reads or writes another by it."""

import asyncio
import threading
from dataclasses import dataclass

import pytest

from tests.making import NOON, event
from tracker.domain.events import Event, Page
from tracker.domain.rows import Leave, Pageview
from tracker.storage.dictionary.cleaning import Cleaned, clean, highest_text, searching
from tracker.storage.file.database import Database
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.log.named_pageviews import named_pageviews
from tracker.storage.log.recent_rows import recent_beacons
from tracker.storage.log.totals import quarters

RESET = "https://a.example/reset"


@pytest.fixture
async def log(db: Database) -> SqliteEventLog:
    """As it would be now, or was before: it takes every text as it comes."""
    opened = SqliteEventLog(db)
    await opened.open()
    return opened


def hit(number: int, referrer: str = "", path: str = "/", title: str = "A page") -> Event:
    made = event(number, at=NOON + number)
    made.page = Page("example.com", path, None)
    made.referrer, made.title = referrer, title
    return made


async def search(db: Database, upto: int, most: int = 1_000) -> list[Cleaned]:
    """What is to be cleaned, as it is found a batch at a time."""
    found: list[Cleaned] = []
    with searching(db.path, 1, await highest_text(db) + 1) as searched:
        searched.through(upto, threading.Event())
        while batch := searched.found(found[-1].number if found else 0, most):
            found += batch
    return found


async def cleaned(db: Database, log: SqliteEventLog) -> int:
    found = await search(db, log.head)
    async with log.changing() as (tx, known):
        return await clean(tx, known, found)


@dataclass
class Texts:
    referrer: str
    path: str
    title: str


async def texts(log: SqliteEventLog) -> list[Texts]:
    rows = await log.rows_after(0, 1_000)
    return [Texts(row.referrer, row.page.path, row.title) for row in rows if isinstance(row, Event)]


async def count(db: Database, value: str) -> int:
    rows = await db.read("select count(*) as n from text where value = ?", (value,))
    return int(rows[0]["n"])


async def test_referrers_and_paths_lose_what_is_not_kept_and_titles_do_not(
    db: Database, log: SqliteEventLog
) -> None:
    await log.append(
        [
            hit(1, f"{RESET}?token=1", "/#/reset?token=1", "Who? Me"),
            hit(2, "https://b.example/", "/cart;jsessionid=1", "Why? #2"),
        ]
    )
    assert await cleaned(db, log) == 3
    assert await texts(log) == [
        Texts(RESET, "/#/reset", "Who? Me"),
        Texts("https://b.example/", "/cart", "Why? #2"),
    ]
    assert await cleaned(db, log) == 0


async def test_a_path_that_a_leave_alone_names_is_cleaned(
    db: Database, log: SqliteEventLog
) -> None:
    await log.append([Leave(1, NOON, 7, "/#/reset?token=1", 2, 0, 0, Pageview(1, 1, NOON), 1)])
    assert await cleaned(db, log) == 1
    assert await count(db, "/#/reset") == 1


async def test_texts_that_become_the_same_are_read_as_one_and_written_as_one(
    db: Database, log: SqliteEventLog
) -> None:
    await log.append([hit(1, f"{RESET}?token=1"), hit(2, f"{RESET}?token=2"), hit(3, RESET)])
    assert await cleaned(db, log) == 2
    await log.append([hit(4, RESET), hit(5, f"{RESET}#now")])
    reopened = SqliteEventLog(db)
    await reopened.open()
    await reopened.append([hit(6, RESET)])
    named = [each.referrer for each in await texts(reopened)]
    assert named == [*([RESET] * 4), f"{RESET}#now", RESET]
    assert await count(db, RESET) == 3, "no further one was made"


async def test_who_brings_the_old_text_after_it_was_cleaned_gets_it_kept_anew(
    db: Database, log: SqliteEventLog
) -> None:
    """As a title: nobody's title is changed by what it was as a referrer."""
    await log.append([hit(1, f"{RESET}?token=1")])
    found = await search(db, log.head)
    await log.append([hit(2, title=f"{RESET}?token=1")])
    async with log.changing() as (tx, known):
        await clean(tx, known, found)
    await log.append([hit(3, title=f"{RESET}?token=1")])
    assert [each.title for each in await texts(log)] == ["A page", RESET, f"{RESET}?token=1"]


async def test_a_text_that_is_another_by_now_stays(db: Database, log: SqliteEventLog) -> None:
    await log.append([hit(1, f"{RESET}?token=1")])
    [found] = await search(db, log.head)
    async with log.changing() as (tx, known):
        await clean(tx, known, [found._replace(was="/else")])
    assert (await texts(log))[0].referrer == f"{RESET}?token=1"


async def test_texts_beyond_the_rows_that_are_walked_stay(
    db: Database, log: SqliteEventLog
) -> None:
    await log.append([hit(1, f"{RESET}?token=1"), hit(2, f"{RESET}?token=2")])
    assert [text.was for text in await search(db, 1)] == [f"{RESET}?token=1"]


async def test_many_are_found_a_batch_at_a_time(db: Database, log: SqliteEventLog) -> None:
    words = [f"{RESET}/{number}" for number in range(700)]
    await log.append(
        [
            hit(number, f"{word}?token=1", f"/#/{number}?token=1")
            for number, word in enumerate(words, 1)
        ]
    )
    found = await search(db, log.head, 97)
    assert [text.number for text in found] == sorted({text.number for text in found})
    assert {text.kept for text in found} == {*words, *(f"/#/{n}" for n in range(1, 701))}


async def test_where_no_text_is_in_question_no_row_is_walked(
    db: Database, log: SqliteEventLog
) -> None:
    await log.append([hit(1, RESET)])
    with searching(db.path, 1, 100) as searched:
        searched.through(log.head, threading.Event())
        assert (searched.upto, searched.found(0, 10)) == (0, [])


async def test_a_search_that_is_told_to_stop_stops(db: Database, log: SqliteEventLog) -> None:
    await log.append([hit(1, f"{RESET}?token=1")])
    stop = threading.Event()
    stop.set()
    with searching(db.path, 1, 100) as searched:
        searched.through(log.head, stop)
        assert searched.found(0, 10) == []


async def test_a_cleaning_that_fails_leaves_no_number_in_doubt(
    db: Database, log: SqliteEventLog
) -> None:
    await log.append([hit(1, f"{RESET}?token=1")])
    found = await search(db, log.head)
    with pytest.raises(RefusesForNow, match="nowhere"):
        async with log.changing() as (tx, known):
            await clean(tx, known, found)
            await tx.execute("delete from nowhere")
    await log.append([hit(2, f"{RESET}?token=1")])
    assert [each.referrer for each in await texts(log)] == [f"{RESET}?token=1"] * 2


async def test_hits_that_come_meanwhile_are_read_as_they_came(
    db: Database, log: SqliteEventLog
) -> None:
    await log.append([hit(n, f"{RESET}/{n}?token=1") for n in range(1, 200)])

    async def come(first: int) -> None:
        for number in range(first, first + 40):
            await log.append([hit(number, f"{RESET}/{number % 199 + 1}", title=f"{number}?")])

    coming = asyncio.create_task(come(200))
    for text in await search(db, 199):
        async with log.changing() as (tx, known):
            await clean(tx, known, [text])
    await coming
    found = await texts(log)
    assert [each.referrer for each in found[:199]] == [f"{RESET}/{n}" for n in range(1, 200)]
    assert [(each.referrer, each.title) for each in found[199:]] == [
        (f"{RESET}/{number % 199 + 1}", f"{number}?") for number in range(200, 240)
    ]


async def test_a_referrer_that_becomes_a_word_of_ours_makes_no_figure_wrong(
    db: Database, log: SqliteEventLog
) -> None:
    """The name of all pageviews, with the smallest number of those that read so."""
    async with db.transaction() as tx:
        await tx.execute("insert into text values (1, 'pageview?x'), (2, 'test?x')")
    first = hit(1, "pageview?x")
    tried = hit(2, "test?x")
    first.beacon, tried.name = 5, "test"
    await log.append([first, tried])
    assert await cleaned(db, log) == 2
    reopened = SqliteEventLog(db)
    await reopened.open()
    await reopened.append([hit(3)])
    assert [each.pageviews for each in await quarters(db, 1, NOON, NOON + 9, 9)] == [2]
    late = Leave(1, NOON + 9, 5, "/", 2, 0, 0, None, 1)
    assert (await named_pageviews(db, [late]))[5].cursor == 1
    beacons = [each async for part in recent_beacons(db, NOON, log.head) for each in part]
    assert beacons == [(5, 1, 1, NOON + 1)]
