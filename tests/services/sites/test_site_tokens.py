"""Tokens with which programs read a site."""

import pytest

from tests.making import account
from tracker.services.session_ends import SessionEnds
from tracker.services.sites.site_directory import SiteDirectory
from tracker.services.sites.site_tokens import issue_token, reader_for_token, revoke_token
from tracker.storage.file.database import Database
from tracker.storage.sites.sites import Site
from tracker.storage.sites.tokens import tokens_of


@pytest.fixture
async def db(db: Database) -> Database:
    await account(db)
    return db


@pytest.fixture
async def directory(db: Database) -> SiteDirectory:
    return await SiteDirectory.load(db)


@pytest.fixture
async def site(directory: SiteDirectory) -> Site:
    return await directory.add(1, "example.com", "UTC", now=0)


async def test_a_token_reads_its_site(db: Database, directory: SiteDirectory, site: Site) -> None:
    token = await issue_token(db, site.id, "tail", now=1)
    reader = await reader_for_token(db, directory, token, now=2)
    assert reader
    assert reader.site == site


async def test_a_token_may_what_it_was_made_for(
    db: Database, directory: SiteDirectory, site: Site
) -> None:
    token = await issue_token(db, site.id, "sheet", now=1, scopes=("reports",))
    reader = await reader_for_token(db, directory, token, now=2)
    assert reader
    assert reader.scopes == ("reports",)


async def test_only_the_hash_of_a_token_is_on_disk(db: Database, site: Site) -> None:
    token = await issue_token(db, site.id, "tail", now=1)
    await db.checkpoint()
    assert token.encode() not in db.path.read_bytes()


@pytest.mark.parametrize("token", ["", "trk_", "trk_made-up", "\ud800", "x" * 100_000])
async def test_what_is_no_token_reads_nothing(
    db: Database, directory: SiteDirectory, site: Site, token: str
) -> None:
    await issue_token(db, site.id, "tail", now=1)
    assert await reader_for_token(db, directory, token, now=2) is None


async def test_a_revoked_token_reads_nothing(
    db: Database, directory: SiteDirectory, site: Site
) -> None:
    token = await issue_token(db, site.id, "tail", now=1)
    [kept] = await tokens_of(db, site.id)
    await revoke_token(db, SessionEnds(), site.id, kept.id)
    assert await reader_for_token(db, directory, token, now=2) is None


async def test_a_site_cannot_revoke_another_sites_token(db: Database, site: Site) -> None:
    await issue_token(db, site.id, "tail", now=1)
    [kept] = await tokens_of(db, site.id)
    await revoke_token(db, SessionEnds(), site.id + 1, kept.id)
    assert await tokens_of(db, site.id) == [kept]


async def test_the_tokens_of_a_deleted_site_read_nothing(
    db: Database, directory: SiteDirectory, site: Site
) -> None:
    token = await issue_token(db, site.id, "tail", now=1)
    await directory.remove(site)
    assert await reader_for_token(db, directory, token, now=2) is None
    assert await tokens_of(db, site.id) == []


async def test_the_last_use_is_known_to_the_minute(
    db: Database, directory: SiteDirectory, site: Site
) -> None:
    token = await issue_token(db, site.id, "tail", now=1)
    uses = []
    for now in (1_000, 60_999, 61_000):
        await reader_for_token(db, directory, token, now)
        uses += [kept.used_at for kept in await tokens_of(db, site.id)]
    assert uses == [1_000, 1_000, 61_000]
