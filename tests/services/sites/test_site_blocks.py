"""Blocks in memory, and the database they must agree with."""

import asyncio
from typing import Any

import pytest

from tests.making import NOON, account
from tests.processor_time import quickest
from tracker.domain.blocks.block import Block, BlockKind, Rule
from tracker.domain.blocks.blocked import Blocked
from tracker.services.sites.site_blocks import SiteBlocks
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.file.database import Database
from tracker.storage.file.errors import Unwritable
from tracker.storage.sites import blocks


@pytest.fixture
async def db(db: Database) -> Database:
    await account(db)
    directory = await SiteDirectory.load(db)
    for _ in range(2):
        await directory.add(1, "example.com", "UTC", NOON)
    return db


def block(of: str, kind: BlockKind = "page", site: int = 1) -> Block:
    return Block(id=0, site_id=site, kind=kind, of=of, note="", user_id=1, created_at=NOON)


def known(site_blocks: SiteBlocks) -> dict[int, list[str]]:
    return {site: [rule.of for rule in each.rules] for site, each in site_blocks.by_site.items()}


async def test_memory_and_file_say_the_same_after_each_change(db: Database) -> None:
    held = await SiteBlocks.load(db)
    assert await held.add(block("/a"))
    assert not await held.add(block("/a"))
    await asyncio.gather(
        *(held.add(block(f"/{n}")) for n in range(5)), held.add(block("/b", site=2))
    )
    assert known(held) == known(await SiteBlocks.load(db))
    assert sum(map(len, known(held).values())) == 7
    [other] = held.by_site[2].rules
    assert not await held.remove(1, other.id)
    assert await held.remove(2, other.id)
    assert known(held) == known(await SiteBlocks.load(db))
    assert 2 not in held.by_site


async def test_what_the_disk_refuses_blocks_nobody(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = await SiteBlocks.load(db)

    async def refuse(*_: Any) -> bool:
        raise Unwritable("database or disk is full")

    monkeypatch.setattr(blocks, "insert_block", refuse)
    with pytest.raises(Unwritable):
        await held.add(block("/a"))
    assert held.by_site == {}


async def test_a_server_that_only_reads_does_not_stumble_over_a_damaged_block(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with db.transaction() as tx:
        await tx.execute("drop table block")
    monkeypatch.setattr(db.condition, "read_only", "the file is damaged")
    assert (await SiteBlocks.load(db)).by_site == {}


async def test_a_site_that_is_no_more_is_forgotten(db: Database) -> None:
    held = await SiteBlocks.load(db)
    await held.add(block("/a"))
    held.forget(1)
    held.forget(1)
    assert held.by_site == {}


def a_site_with(many: int) -> Blocked:
    """Half addresses and networks, half pages, as people type them."""
    half = range(many // 2)
    rules = [Rule(n, 1, "address", f"10.{n // 250}.{n % 250}.0/{24 + n % 9}") for n in half]
    rules += [Rule(n, 1, "page", f"/old/{n}" + "/**" * (n % 2)) for n in half]
    return Blocked([*rules, Rule(1, 1, "country", "CN"), Rule(2, 1, "host", "a.example")])


def test_a_thousand_blocks_cost_a_hit_no_more_than_ten() -> None:
    def costs(many: int) -> float:
        site = a_site_with(many)
        hit = ("203.0.113.7", "DE", "example.com", "/blog/a-page")
        assert site.find(*hit) is None
        return quickest(lambda: [site.find(*hit) for _ in range(2_000)])

    assert costs(1_000) < 3 * costs(10)
