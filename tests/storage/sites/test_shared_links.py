"""Shared links: found by their token, each its site's own, and gone with it."""

import pytest
from msgspec.structs import replace

from tests.making import NOON
from tracker.domain.reports import kept
from tracker.domain.reports.kept import NameTaken, TooMany
from tracker.domain.reports.shared_links import SharedLink
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites import members, shared_links, sites

BOARD = SharedLink(
    id=1,
    site_id=1,
    name="Board",
    kind="secret",
    token="a-token",
    password="$argon2id$",
    until=NOON,
    panels=("pages", "countries"),
    shows_now=True,
    user_id=2,
    created_at=NOON,
)


@pytest.fixture
async def db(accounts: Accounts) -> Accounts:
    """Ada has two sites, and Ben has made a link to the first."""
    async with accounts.transaction() as tx:
        for name in ("ada", "ben"):
            await insert_user(tx, NewUser(name, f"{name}@example.com", "-"), NOON)
        for key in ("one", "two"):
            await sites.insert_site(
                tx, key=key, owner_id=1, name="example.com", time_zone="UTC", at=NOON
            )
        await members.put_member(tx, 1, 2, "owner", NOON)
        assert await shared_links.insert_shared_link(tx, BOARD) == 1
    return accounts


async def test_it_is_found_by_its_token_and_by_its_number_on_its_site(db: Accounts) -> None:
    assert await shared_links.shared_link_by_token(db, "a-token") == BOARD
    assert await shared_links.shared_link_by_token(db, "a-tokem") is None
    assert await shared_links.find_shared_link(db, 1, 1) == BOARD
    assert await shared_links.find_shared_link(db, 2, 1) is None
    assert await shared_links.shared_links_of(db, 1) == [BOARD]


async def test_a_change_leaves_who_made_it_and_when(db: Accounts) -> None:
    other = replace(BOARD, name="All", kind="public", password=None, until=None, panels=())
    other = replace(other, token="open", shows_now=False, shows_live=True, is_found=True)
    other = replace(other, frames=("example.com", "http://localhost:3000"))
    async with db.transaction() as tx:
        changed = replace(other, user_id=1, created_at=0)
        assert await shared_links.update_shared_link(tx, changed)
        assert not await shared_links.update_shared_link(tx, replace(other, site_id=2))
    assert await shared_links.shared_links_of(db, 1) == [other]
    assert await shared_links.shared_link_by_token(db, "open") == other
    assert await shared_links.shared_link_by_token(db, "a-token") is None


async def test_an_address_leads_to_one(db: Accounts) -> None:
    async with db.transaction() as tx:
        with pytest.raises(NameTaken):
            await shared_links.insert_shared_link(tx, replace(BOARD, id=0))
        number = await shared_links.insert_shared_link(tx, replace(BOARD, token="another"))
        with pytest.raises(NameTaken):
            await shared_links.update_shared_link(tx, replace(BOARD, id=number))
        assert await shared_links.update_shared_link(tx, BOARD), "its own"


@pytest.mark.parametrize(("token", "readable"), [("our-numbers", True), ("a" * 43, False)])
def test_an_address_of_somebodys_choice_can_be_read(token: str, readable: bool) -> None:
    assert replace(BOARD, token=token).is_readable is readable


async def test_it_is_deleted_on_its_own_site_only(db: Accounts) -> None:
    async with db.transaction() as tx:
        assert not await shared_links.delete_shared_link(tx, 2, 1)
        assert await shared_links.delete_shared_link(tx, 1, 1)
        assert not await shared_links.delete_shared_link(tx, 1, 1)


async def test_a_site_has_so_many_and_the_newest_stands_first(
    db: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kept.MOST_SHARED_LINKS == 50
    monkeypatch.setattr(shared_links, "MOST_SHARED_LINKS", 2)
    async with db.transaction() as tx:
        await shared_links.insert_shared_link(tx, replace(BOARD, token="another"))
        with pytest.raises(TooMany):
            await shared_links.insert_shared_link(tx, replace(BOARD, token="third"))
        await shared_links.insert_shared_link(tx, replace(BOARD, token="fourth", site_id=2))
    assert [each.token for each in await shared_links.shared_links_of(db, 1)] == [
        "another",
        "a-token",
    ]


async def test_it_outlives_who_made_it_and_ends_with_the_site(db: Accounts) -> None:
    async with db.transaction() as tx:
        await tx.execute("delete from user where id = 2")
    assert await shared_links.shared_links_of(db, 1) == [replace(BOARD, user_id=None)]
    async with db.transaction() as tx:
        await tx.execute("delete from site where id = 1")
    assert not await db.read("select * from share")


@pytest.mark.parametrize(("until", "over"), [(None, False), (NOON, True), (NOON + 1, False)])
def test_it_is_over_when_its_time_has_come(until: int | None, over: bool) -> None:
    assert replace(BOARD, until=until).is_over(NOON) is over
