"""What sites do not count: each once, few, gone with what they hang on."""

import pytest

from tests.making import NOON
from tracker.domain.blocks import block
from tracker.domain.blocks.block import Block, BlockKind
from tracker.storage.accounts.people import delete_user
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.storage.file.database import Database
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites import blocks, members, sites
from tracker.storage.sites.blocks import TooManyBlocks, TooManyPatterns

ADA, BEN = 1, 2


@pytest.fixture
async def db(accounts: Accounts) -> Accounts:
    """Ada has two sites, and Ben is on the first."""
    async with accounts.transaction() as tx:
        for name in ("ada", "ben"):
            await insert_user(tx, NewUser(name, f"{name}@example.com", "-"), NOON)
        for key in ("one", "two"):
            await sites.insert_site(
                tx, key=key, owner_id=ADA, name="example.com", time_zone="UTC", at=NOON
            )
        await members.put_member(tx, 1, BEN, "editor", NOON)
    return accounts


def of_site(of: str, kind: BlockKind = "address", site: int = 1, note: str = "") -> Block:
    return Block(id=0, site_id=site, kind=kind, of=of, note=note, user_id=BEN, created_at=NOON)


async def put(db: Accounts, *added: Block) -> list[bool]:
    async with db.transaction() as tx:
        return [await blocks.insert_block(tx, each) for each in added]


async def test_it_comes_back_with_who_added_it_and_when(db: Accounts) -> None:
    assert await put(db, of_site("203.0.113.7", note="me"), of_site("DE", "country")) == [True] * 2
    [address, country] = await blocks.blocks_of(db, 1)
    assert (address.of, address.note, address.added_by) == ("203.0.113.7", "me", "ben")
    assert (country.kind, country.created_at, country.user_id) == ("country", NOON, BEN)
    assert await blocks.blocks_of(db, 2) == []


async def test_the_same_is_blocked_once_in_each_site(db: Accounts) -> None:
    added = await put(db, of_site("DE", "country"), of_site("DE", "country"))
    added += await put(db, of_site("DE", "country", site=2))
    assert added == [True, False, True]
    known = [(rule.site_id, rule.kind, rule.of) for rule in await blocks.all_rules(db)]
    assert known == [(1, "country", "DE"), (2, "country", "DE")]


async def test_they_are_read_a_page_at_a_time(
    db: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large server has more of them than one read may take."""
    await put(db, *(of_site(f"/{n}", "page", site=1 + n % 2) for n in range(7)))
    monkeypatch.setattr(blocks, "PAGE", 3)
    assert [rule.of for rule in await blocks.all_rules(db)] == [f"/{n}" for n in range(7)]


async def test_a_site_has_only_so_many(db: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    assert block.MOST_BLOCKS == 500
    monkeypatch.setattr(blocks, "MOST_BLOCKS", 2)
    monkeypatch.setattr(blocks, "MOST_PATTERNS", 1)
    await put(db, of_site("/a/*/b", "page"))
    with pytest.raises(TooManyPatterns):
        await put(db, of_site("/a/*/c", "page"))
    await put(db, of_site("/a/**", "page"))
    with pytest.raises(TooManyBlocks):
        await put(db, of_site("DE", "country"))
    assert await put(db, of_site("/a/**", "page")) == [False]
    assert [each.of for each in await blocks.blocks_of(db, 1)] == ["/a/**", "/a/*/b"]


async def test_one_is_removed_by_its_own_site_only(db: Accounts) -> None:
    await put(db, of_site("DE", "country"))
    async with db.transaction() as tx:
        assert not await blocks.delete_block(tx, 2, 1)
        assert await blocks.delete_block(tx, 1, 1)
        assert not await blocks.delete_block(tx, 1, 1)
        assert await blocks.rules_of(tx, 1) == []


async def test_it_outlives_who_added_it_and_ends_with_its_site(db: Accounts) -> None:
    await put(db, of_site("DE", "country"))
    async with db.transaction() as tx:
        await tx.execute("update user set is_admin = 1 where id = ?", (ADA,))
        await delete_user(tx, BEN)
    [left] = await blocks.blocks_of(db, 1)
    assert (left.user_id, left.added_by) == (None, "")
    async with db.transaction() as tx:
        await sites.delete_site(tx, 1)
    assert await blocks.all_rules(db) == []


@pytest.mark.parametrize("accounts", ["sqlite"], indirect=True)
async def test_an_address_that_is_removed_is_in_no_byte_of_the_file(db: Database) -> None:
    address = "198.51.100.213"
    await put(db, of_site(address, note="the office"))
    async with db.transaction() as tx:
        await blocks.delete_block(tx, 1, 1)
    await db.empty_log()
    assert address.encode() not in db.path.read_bytes()
