"""Members: the old owners are the first ones, and no site is ever without an owner."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import aiosqlite
import pytest

from tests.making import NOON
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.storage.file.database import Database
from tracker.storage.file.errors import Conflict
from tracker.storage.file.migrations import SCHEMA, migrate
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites import members
from tracker.storage.sites.members import LastOwner
from tracker.storage.sites.sites import Site, all_sites, insert_site, member_site, sites_of

ADA, BEN = 1, 2


@pytest.fixture
async def db(accounts: Accounts) -> Accounts:
    async with accounts.transaction() as tx:
        for name in ("ada", "ben"):
            await insert_user(tx, NewUser(name, f"{name}@example.com", "-"), NOON)
    return accounts


@pytest.fixture
async def site(db: Accounts) -> Site:
    async with db.transaction() as tx:
        return await insert_site(
            tx, key="abcdefghijkl", owner_id=ADA, name="example.com", time_zone="UTC", at=NOON
        )


async def roles(db: Accounts, site: Site) -> dict[str, str]:
    return {each.name: each.role for each in await members.members_of(db, site.id)}


async def test_who_adds_a_site_owns_it(db: Accounts, site: Site) -> None:
    assert await roles(db, site) == {"ada": "owner"}
    assert await member_site(db, ADA, site.id) == (site, "owner")
    assert await member_site(db, BEN, site.id) is None


async def test_a_member_has_the_site_on_the_list(db: Accounts, site: Site) -> None:
    async with db.transaction() as tx:
        await members.put_member(tx, site.id, BEN, "viewer", NOON)
    assert await sites_of(db, BEN, 9) == [site]
    assert await member_site(db, BEN, site.id) == (site, "viewer")


async def test_the_last_owner_can_neither_go_nor_be_lowered(db: Accounts, site: Site) -> None:
    async with db.transaction() as tx:
        await members.put_member(tx, site.id, BEN, "editor", NOON)
    with pytest.raises(LastOwner):
        async with db.transaction() as tx:
            await members.delete_member(tx, site.id, ADA)
    with pytest.raises(LastOwner):
        async with db.transaction() as tx:
            await members.change_role(tx, site.id, ADA, "editor")
    with pytest.raises(LastOwner):
        async with db.transaction() as tx:
            await members.put_member(tx, site.id, ADA, "viewer", NOON)
    assert await roles(db, site) == {"ada": "owner", "ben": "editor"}


async def test_a_site_is_in_the_name_of_an_owner_it_has(db: Accounts, site: Site) -> None:
    async with db.transaction() as tx:
        await members.put_member(tx, site.id, BEN, "owner", NOON)
        await members.delete_member(tx, site.id, ADA)
    assert [each.owner_id for each in await all_sites(db)] == [BEN]


async def test_a_role_that_nobody_knows_is_no_role(db: Accounts, site: Site) -> None:
    with pytest.raises(Conflict):
        async with db.transaction() as tx:
            await members.put_member(tx, site.id, BEN, "king", NOON)  # type: ignore[arg-type]


async def test_whoever_owned_a_site_before_there_were_members_owns_it(tmp_path: Path) -> None:
    before = tmp_path / "before"
    before.mkdir()
    for file in SCHEMA.glob("00[1-4]_*.sql"):
        shutil.copy(file, before)
    path = tmp_path / "old.db"
    migrate(path, before)
    async with aiosqlite.connect(path, isolation_level=None) as writer:
        await writer.execute(
            "insert into user (id, name, name_key, email, email_key, password, created_at)"
            " values (7, 'a', 'a', 'a@b', 'a@b', '-', 1)"
        )
        await writer.execute(
            "insert into site (id, key, owner_id, name, time_zone, created_at)"
            " values (3, 'k', 7, 'example.com', 'UTC', 5)"
        )
        await writer.execute(
            "insert into api_token (site_id, name, hash, created_at) values (3, 't', 'h', 6)"
        )
    async with Database.open(path):
        pass
    with closing(sqlite3.connect(path)) as connection:
        assert list(connection.execute("select * from member")) == [(3, 7, "owner", 5, 0)]
        assert list(connection.execute("select user_id from api_token")) == [(7,)]
