"""The audit log is written beside the work, in few transactions, and none of it gets lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite
import pytest

from tests.eventually import eventually
from tests.making import NOON
from tracker.services.accounts import audit as module
from tracker.services.accounts.audit import MOST_WAITING, AuditLog
from tracker.storage.accounts import audit
from tracker.storage.accounts.audit import Entry, entries
from tracker.storage.file.database import Database
from tracker.storage.file.errors import Unwritable


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database.open(tmp_path / "tracker.db") as opened:
        yield opened


def entry(action: str = "logged in", *, actor: int | None = 7, at: int = NOON) -> Entry:
    return Entry(at, actor, "192.0.2.0/24", action, "user 7")


async def kept(db: Database) -> list[Entry]:
    return [each.entry for each in await entries(db)]


async def test_what_was_added_is_kept_newest_first(db: Database) -> None:
    log = AuditLog(db, lambda: NOON)
    async with log.writing():
        log.add(entry("logged in"))
        log.add(entry("logged out"))
        await eventually(lambda: kept(db))
    assert [each.action for each in await kept(db)] == ["logged out", "logged in"]


async def test_a_flood_of_the_same_is_one_row(db: Database) -> None:
    log = AuditLog(db, lambda: NOON)
    for _ in range(5_000):
        log.add(entry("log-in refused", actor=None))
    await log.flush()
    assert [(each.action, each.times) for each in await kept(db)] == [("log-in refused", 5_000)]


async def test_a_flood_of_different_ones_does_not_fill_the_memory(db: Database) -> None:
    log = AuditLog(db, lambda: NOON)
    for number in range(2 * MOST_WAITING):
        log.add(entry(f"act {number}"))
    await log.flush()
    assert len(await entries(db, limit=10_000)) == MOST_WAITING


async def test_what_waits_at_the_end_is_written(db: Database) -> None:
    log = AuditLog(db, lambda: NOON)
    async with log.writing():
        log.add(entry())
    assert len(await kept(db)) == 1


async def test_a_disk_that_refuses_loses_nothing(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    @asynccontextmanager
    async def full() -> AsyncIterator[aiosqlite.Connection]:
        raise Unwritable("database or disk is full")
        yield

    log = AuditLog(db, lambda: NOON)
    log.add(entry("first"))
    with monkeypatch.context() as patch:
        patch.setattr(db, "transaction", full)
        await log.flush()
    log.add(entry("second"))
    await log.flush()
    assert [each.action for each in await kept(db)] == ["second", "first"]


async def test_what_is_too_old_or_too_much_is_forgotten(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "MOST", 3)
    log = AuditLog(db, lambda: NOON)
    log.add(entry("ancient", at=NOON - audit.KEPT_FOR - 1))
    for number in range(4):
        log.add(entry(f"act {number}"))
    await log.flush()
    assert [each.action for each in await kept(db)] == ["act 3", "act 2", "act 1"]


async def test_a_flood_of_strangers_does_not_push_out_what_people_did(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "MOST_OF_NOBODY", 2)
    log = AuditLog(db, lambda: NOON)
    log.add(entry("account deleted"))
    log.add(Entry(NOON, None, "command line", "backup made", ""))
    for number in range(5):
        log.add(entry(f"log-in refused {number}", actor=None))
    await log.flush()
    assert [each.action for each in await kept(db)] == [
        "log-in refused 4",
        "log-in refused 3",
        "backup made",
        "account deleted",
    ]


async def test_what_the_disk_refuses_is_written_later_by_itself(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TRY_AGAIN", 0.01)
    monkeypatch.setattr(module, "APART", 0.01)
    log = AuditLog(db, lambda: NOON)
    async with log.writing():
        db.condition.read_only = "the disk is full"
        log.add(entry("logged in"))
        await eventually(lambda: log._refused)
        log.add(entry("logged in"))
        await asyncio.sleep(0.05)
        assert await kept(db) == []
        db.condition.read_only = ""
        await eventually(lambda: kept(db))
    assert [(each.action, each.times) for each in await kept(db)] == [("logged in", 2)]


async def test_a_stop_in_the_middle_of_a_write_leaves_each_entry_once(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A commit goes on in its thread, whoever is cancelled: it must not count as none."""
    log, committing = AuditLog(db, lambda: NOON), asyncio.Event()
    insert = audit.insert_entries

    async def noticed(*given: Any) -> None:
        await insert(*given)
        committing.set()

    monkeypatch.setattr("tracker.services.accounts.audit.insert_entries", noticed)
    async with log.writing():
        log.add(entry("logged in"))
        await committing.wait()
        await asyncio.sleep(0)  # on to the commit
    assert [each.action for each in await kept(db)] == ["logged in"]
