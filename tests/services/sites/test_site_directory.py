"""The map of sites that the beacon reads, and the database it must agree with."""

import asyncio

import pytest

from tests.making import account
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.erasing.asked_of_sites import asked_erasures
from tracker.storage.file.database import Database
from tracker.storage.file.errors import Unwritable
from tracker.storage.sites import sites

ADA = 1


@pytest.fixture
async def db(db: Database) -> Database:
    await account(db)
    return db


async def new_site(directory: SiteDirectory) -> sites.Site:
    return await directory.add(ADA, "example.com", "Europe/Berlin", now=1000)


async def test_a_new_site_is_found_by_its_key_at_once(db: Database) -> None:
    directory = await SiteDirectory.load(db)
    site = await new_site(directory)
    assert directory.by_key[site.key] == directory.by_id[site.id] == site


async def test_keys_are_random_and_cannot_be_counted_through(db: Database) -> None:
    directory = await SiteDirectory.load(db)
    keys = {(await new_site(directory)).key for _ in range(20)}
    assert len(keys) == 20
    assert all(len(key) == 12 and key.isalnum() and key == key.lower() for key in keys)


async def test_a_restarted_server_knows_the_same_sites(db: Database) -> None:
    directory = await SiteDirectory.load(db)
    site = await new_site(directory)
    changed = await directory.change(
        site.id, name="shop", hosts=("shop.example",), keep_address="masked"
    )
    assert (await SiteDirectory.load(db)).by_key == {site.key: changed}


async def test_two_changes_at_once_both_hold(db: Database) -> None:
    directory = await SiteDirectory.load(db)
    site = await new_site(directory)
    await asyncio.gather(
        directory.change(site.id, name="shop"),
        directory.change(site.id, hosts=("shop.example",)),
    )
    found = await sites.member_site(db, ADA, site.id)
    assert found is not None
    stored = found[0]
    assert (stored.name, stored.hosts) == ("shop", ("shop.example",))
    assert directory.by_key[site.key] == stored


async def test_two_hosts_allowed_at_once_are_both_on_the_list(db: Database) -> None:
    directory = await SiteDirectory.load(db)
    site = await new_site(directory)
    await directory.change(site.id, hosts=("example.com",))
    hosts = ["shop.example.com", "blog.example.com", "www.example.com"]
    await asyncio.gather(*(directory.allow_host(site.id, host) for host in hosts))
    assert set(directory.by_id[site.id].hosts) == {"example.com", *hosts[:2]}


async def test_a_list_that_allows_every_host_stays_empty(db: Database) -> None:
    directory = await SiteDirectory.load(db)
    site = await new_site(directory)
    assert (await directory.allow_host(site.id, "shop.example.com")).hosts == ()


async def test_a_deleted_site_is_unknown_and_its_rows_are_to_go(db: Database) -> None:
    directory = await SiteDirectory.load(db)
    site = await new_site(directory)
    await directory.remove(site)
    assert directory.by_key == directory.by_id == {}
    assert await sites.all_sites(db) == []
    assert await asked_erasures(db) == [site.id]


async def test_a_site_that_cannot_be_deleted_stays_known(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = await SiteDirectory.load(db)
    site = await new_site(directory)

    async def refuse(*_: object) -> None:
        raise Unwritable("database or disk is full")

    monkeypatch.setattr(sites, "delete_site", refuse)
    with pytest.raises(Unwritable):
        await directory.remove(site)
    assert directory.by_key == {site.key: site}
    assert await asked_erasures(db) == []


async def test_the_id_of_a_deleted_site_is_never_used_again(db: Database) -> None:
    directory = await SiteDirectory.load(db)
    site = await new_site(directory)
    await directory.remove(site)
    assert (await new_site(directory)).id > site.id


async def test_a_site_is_fetched_only_through_its_members(db: Database) -> None:
    site = await new_site(await SiteDirectory.load(db))
    assert await sites.member_site(db, ADA, site.id) == (site, "owner")
    assert await sites.member_site(db, ADA + 1, site.id) is None


async def test_new_sites_are_divided_among_the_shards_and_stay_there(db: Database) -> None:
    directory = await SiteDirectory.load(db, shards=3)
    made = [await new_site(directory) for _ in range(4)]
    assert [site.shard for site in made] == [0, 1, 2, 0]
    again = await SiteDirectory.load(db, shards=5)
    assert [again.shard_of(site.id) for site in made] == [0, 1, 2, 0]
    assert (await new_site(again)).shard == 3


async def test_there_is_one_shard_where_nobody_says_otherwise(db: Database) -> None:
    directory = await SiteDirectory.load(db)
    assert {(await new_site(directory)).shard for _ in range(3)} == {0}
