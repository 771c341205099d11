"""The end of sites where the log is in shards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.engines.memory_inbox import MemoryInbox
from tests.eventually import PATIENCE, eventually
from tests.making import NOON, account
from tracker.domain.rows import Row, SiteRemoval
from tracker.services.erasing import shared_removals
from tracker.services.erasing.shared_removals import SharedRemovals
from tracker.services.sequencing.forwarder import Forwarder
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.erasing.asked_of_sites import asked_erasures
from tracker.storage.file.database import Database

SHARDS = 3


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_removals, "KNOWN_WITHIN", 0.0)


@pytest.fixture
async def directory(db: Database) -> SiteDirectory:
    """With a site in each shard."""
    await account(db)
    directory = await SiteDirectory.load(db, SHARDS)
    for _ in range(SHARDS):
        await directory.add(1, "example.com", "UTC", NOON)
    return directory


@pytest.fixture
async def inbox() -> MemoryInbox:
    return MemoryInbox()


@pytest.fixture
async def forwarder(inbox: MemoryInbox, directory: SiteDirectory) -> AsyncIterator[Forwarder]:
    clock = asyncio.get_running_loop().time
    forwarder = Forwarder(inbox, range(SHARDS), directory.shard_of, clock, 99)
    running = asyncio.create_task(forwarder.run())
    yield forwarder
    forwarder.close()
    await asyncio.wait_for(running, PATIENCE)


def removed_in(inbox: MemoryInbox) -> dict[int, set[int]]:
    """By shard the sites that are said to be gone."""
    found: dict[int, set[int]] = {}
    for shard, stream in inbox.shards.items():
        rows: list[Row] = [each.row for batch in stream.kept.values() for each in batch]
        found[shard] = {row.site_id for row in rows if isinstance(row, SiteRemoval)}
    return {shard: sites for shard, sites in found.items() if sites}


async def test_the_shard_of_a_site_that_was_deleted_is_told(
    db: Database, directory: SiteDirectory, forwarder: Forwarder, inbox: MemoryInbox
) -> None:
    gone: list[int] = []
    removals = SharedRemovals(db, forwarder, directory, lambda: NOON, gone.append)
    async with removals.working():
        await directory.remove(directory.by_id[2])
        removals.wake()
        await eventually(lambda: gone == [2])
        await eventually(lambda: nothing_is_asked(db))
    assert removed_in(inbox) == {1: {2}}


async def test_where_nobody_knows_any_more_in_which_shard_it_was_each_is_told(
    db: Database, directory: SiteDirectory, forwarder: Forwarder, inbox: MemoryInbox
) -> None:
    """By the one who deleted it, and was killed."""
    await directory.remove(directory.by_id[2])
    later = await SiteDirectory.load(db, SHARDS)
    removals = SharedRemovals(db, forwarder, later, lambda: NOON, lambda _: None)
    async with removals.working():
        await eventually(lambda: nothing_is_asked(db))
    assert removed_in(inbox) == {shard: {2} for shard in range(SHARDS)}


async def nothing_is_asked(db: Database) -> bool:
    return await asked_erasures(db) == []
