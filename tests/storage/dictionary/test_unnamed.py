"""What no row names goes; what a row names, also one that has just come, stays."""

import threading

import pytest

from tests.making import event, visitor
from tracker.domain.agents import Agent
from tracker.domain.campaigns import Campaign
from tracker.domain.events import Event, Page
from tracker.storage.dictionary.kinds import AGENTS, CAMPAIGNS, KINDS, TEXTS, Kind
from tracker.storage.dictionary.unnamed import delete, highest, walking
from tracker.storage.file.database import Database
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.log.file_log import SqliteEventLog


@pytest.fixture
async def log(db: Database) -> SqliteEventLog:
    return SqliteEventLog(db)


def hit(number: int, word: str) -> Event:
    who = visitor(number)
    who.agent = Agent(f"Browser {word}", "Linux", "desktop")
    found = event(number, who=who)
    found.page = Page("example.com", f"/{word}", Campaign(word, "", "", "", "", ""))
    found.title = f"A page about {word}, with more words"
    return found


async def unnamed(db: Database, log: SqliteEventLog, kind: Kind) -> tuple[list[int], int]:
    most = await highest(db, kind)
    with walking(db.path, kind, 1, most) as walk:
        walk.on(log.head, threading.Event())
        return walk.unnamed(), walk.upto


async def forgotten(db: Database, log: SqliteEventLog, kind: Kind) -> int:
    gone = await log.forget(kind, *await unnamed(db, log, kind))
    await delete(db, kind, gone)
    return len(gone)


async def without_first(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute("delete from event where cursor = 1")


async def count(db: Database, word: str) -> int:
    """Rows of the dictionary that have the word."""
    rows = await db.read(
        "select (select count(*) from text where value like :word)"
        " + (select count(*) from agent where browser like :word)"
        " + (select count(*) from campaign where source like :word) as n",
        {"word": f"%{word}%"},
    )
    return int(rows[0]["n"])


async def test_what_no_row_names_goes_and_the_rest_stays(db: Database, log: SqliteEventLog) -> None:
    await log.append([hit(1, "apples"), hit(2, "pears")])
    await without_first(db)
    assert await count(db, "apples") == 4
    assert [await forgotten(db, log, kind) for kind in KINDS] == [2, 1, 1]
    assert (await count(db, "apples"), await count(db, "pears")) == (0, 4)
    assert [await forgotten(db, log, kind) for kind in KINDS] == [0, 0, 0]


async def test_what_a_row_has_named_meanwhile_stays(db: Database, log: SqliteEventLog) -> None:
    await log.append([hit(1, "apples"), hit(2, "pears")])
    await without_first(db)
    found = {kind.table: await unnamed(db, log, kind) for kind in KINDS}
    await log.append([hit(3, "apples")])
    assert [await log.forget(kind, *found[kind.table]) for kind in KINDS] == [[], [], []]
    assert await count(db, "apples") == 4


async def test_what_was_swept_gets_another_number(db: Database, log: SqliteEventLog) -> None:
    await log.append([hit(1, "pears"), hit(2, "apples")])
    numbers = "select id from text where value = '/apples'"
    [before] = await db.read(numbers)
    async with db.transaction() as tx:
        await tx.execute("delete from event where cursor = 2")
    for kind in (TEXTS, AGENTS, CAMPAIGNS):
        await forgotten(db, log, kind)
    await log.append([hit(3, "apples")])
    [after] = await db.read(numbers)
    assert after["id"] > before["id"]
    [row] = await db.read("select value from event join text on text.id = path where cursor = 3")
    assert row["value"] == "/apples"


async def test_a_sweep_that_fails_leaves_no_number_in_doubt(
    db: Database, log: SqliteEventLog
) -> None:
    await log.append([hit(1, "apples"), hit(2, "pears")])
    await without_first(db)
    ids, upto = await unnamed(db, log, TEXTS)
    broken = TEXTS._replace(overwrite="delete from nowhere")
    with pytest.raises(RefusesForNow, match="nowhere"):
        await log.forget(broken, ids, upto)
    await log.append([hit(3, "apples")])
    titles = "select value from event join text on text.id = title order by cursor"
    words = [row["value"].split()[3] for row in await db.read(titles)]
    assert words == ["pears,", "apples,"]


async def test_what_was_overwritten_and_not_deleted_goes_with_the_next_sweep(
    db: Database, log: SqliteEventLog
) -> None:
    await log.append([hit(1, "apples"), hit(2, "pears")])
    await without_first(db)
    for kind in KINDS:
        await log.forget(kind, *await unnamed(db, log, kind))
    assert await count(db, "apples") == 0, "nobody can name them any more"
    await log.append([hit(3, "apples")])
    assert [await forgotten(db, log, kind) for kind in KINDS] == [2, 1, 1]
    assert (await count(db, "apples"), await count(db, "pears")) == (4, 4)


async def test_a_walk_that_is_told_to_stop_stops(db: Database, log: SqliteEventLog) -> None:
    await log.append([hit(1, "apples")])
    stop = threading.Event()
    stop.set()
    with walking(db.path, TEXTS, 1, 10) as walk:
        walk.on(log.head, stop)
        assert walk.upto == 0
