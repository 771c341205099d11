"""Which part of the log a site is in: given with the site, and kept."""

import pytest

from tests.making import NOON
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.storage.file.transactions import Accounts, Transaction
from tracker.storage.sites import sites


@pytest.fixture
async def db(accounts: Accounts) -> Accounts:
    async with accounts.transaction() as tx:
        await insert_user(tx, NewUser("ada", "ada@example.com", "-"), NOON)
    return accounts


async def insert(tx: Transaction, shard: int) -> sites.Site:
    return await sites.insert_site(
        tx, key=f"{shard}", owner_id=1, name="a.com", time_zone="UTC", at=NOON, shard=shard
    )


async def test_a_site_stays_in_its_shard(db: Accounts) -> None:
    async with db.transaction() as tx:
        site = await insert(tx, 2)
        await sites.update_site(tx, site)
        assert await sites.find_site(tx, site.id) == site
    assert [each.shard for each in await sites.all_sites(db)] == [2]


async def test_the_shard_with_the_fewest_sites_is_the_emptiest(db: Accounts) -> None:
    async with db.transaction() as tx:
        assert await sites.emptiest_shard(tx, 3) == 0
        for shard in (0, 2, 7):
            await insert(tx, shard)
        assert await sites.emptiest_shard(tx, 3) == 1
        assert await sites.emptiest_shard(tx, 1) == 0
