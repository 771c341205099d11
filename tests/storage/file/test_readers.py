"""A connection that reads serves the next at once, however the last read was given up."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from threading import Event

import aiosqlite
import pytest

from tests.eventually import eventually
from tracker.storage.file import readers
from tracker.storage.file.database import Database
from tracker.storage.file.errors import ReadTooSlow, RefusesForNow
from tracker.storage.file.readers import READERS

# A minute's work, so that a connection which is not interrupted is seen to stay away.
LONG = """with recursive n(i) as (select 1 union all select i + 1 from n where i < 300000000)
select max(i) from n"""
PATIENT = 30.0  # seconds

GiveUp = Callable[["asyncio.Task[object]"], Awaitable[None]]


async def cancelled(reading: "asyncio.Task[object]") -> None:
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading


async def too_slow(reading: "asyncio.Task[object]") -> None:
    with pytest.raises(ReadTooSlow):
        await reading


WAYS = pytest.mark.parametrize("give_up", [cancelled, too_slow])


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch, give_up: GiveUp) -> pytest.MonkeyPatch:
    """A deadline that only those reads pass that are to be too slow."""
    monkeypatch.setattr(readers, "READ_DEADLINE", 0.1 if give_up is too_slow else PATIENT)
    return monkeypatch


def idle(db: Database) -> int:
    return db._readers._idle.qsize()


async def begun(db: Database, number: int) -> list["asyncio.Task[object]"]:
    """Long reads, which hold so many connections."""
    tasks = [asyncio.create_task(db.read(LONG)) for _ in range(number)]
    await eventually(lambda: idle(db) == READERS - number, PATIENT)
    return tasks


@WAYS
async def test_reads_that_are_given_up_leave_nobody_waiting(
    db: Database, give_up: GiveUp, impatient: pytest.MonkeyPatch
) -> None:
    for reading in await begun(db, READERS):
        await give_up(reading)
    impatient.setattr(readers, "READ_DEADLINE", PATIENT)
    assert (await db.read("select 1 as one"))[0]["one"] == 1


@WAYS
async def test_a_connection_comes_back_once_its_read_has_ended(
    db: Database, give_up: GiveUp, impatient: pytest.MonkeyPatch
) -> None:
    (reading,) = await begun(db, 1)
    await give_up(reading)
    assert idle(db) == READERS - 1
    await eventually(lambda: idle(db) == READERS, PATIENT)


@WAYS
async def test_a_read_that_has_not_begun_when_it_is_given_up_ends_too(
    db: Database, give_up: GiveUp, impatient: pytest.MonkeyPatch
) -> None:
    reader, go_on = db._readers._idle._queue[-1], Event()
    await reader.create_function("occupied", 0, go_on.wait)
    before = asyncio.ensure_future(reader.execute_fetchall("select occupied()"))
    (reading,) = await begun(db, 1)
    await give_up(reading)
    go_on.set()
    with suppress(sqlite3.OperationalError):  # it hears the interruptions, too
        await before
    await eventually(lambda: idle(db) == READERS, PATIENT)


async def test_whoever_gives_up_twice_does_not_give_a_connection_back_twice(db: Database) -> None:
    (reading,) = await begun(db, 1)
    reading.cancel()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    await eventually(lambda: idle(db) == READERS, PATIENT)


async def test_one_that_waits_for_its_turn_may_leave(db: Database) -> None:
    reading = await begun(db, READERS)
    waiting = asyncio.create_task(db.read("select 1"))
    await asyncio.sleep(0)
    await cancelled(waiting)
    for each in reading:
        await cancelled(each)
    await eventually(lambda: idle(db) == READERS, PATIENT)


async def test_an_error_that_nobody_waits_for_is_not_complained_of(db: Database) -> None:
    complaints: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, said: complaints.append(said))
    for reading in await begun(db, READERS):
        await cancelled(reading)
    await eventually(lambda: idle(db) == READERS, PATIENT)
    assert complaints == []


async def test_closing_waits_for_the_end_of_what_was_given_up(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "tracker.db") as db:
        for reading in await begun(db, READERS):
            await cancelled(reading)
    assert db._readers._ending == set()


async def test_a_read_that_was_interrupted_is_too_slow_too(db: Database) -> None:
    reader: aiosqlite.Connection = db._readers._idle._queue[-1]
    await reader.set_progress_handler(lambda: 1, 1)
    with pytest.raises(ReadTooSlow):
        await db.read(LONG)


async def test_a_wrong_read_is_no_slow_one(db: Database) -> None:
    with pytest.raises(RefusesForNow, match="no such table"):
        await db.read("select * from elsewhere")
