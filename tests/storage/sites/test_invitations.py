"""Invitations: so many a site, and a link that fits none joins nobody."""

import pytest

from tests.making import NOON
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites.invitations import (
    LIFETIME,
    MOST,
    TooMany,
    invitations_of,
    put_invitation,
    take_invitation,
)
from tracker.storage.sites.sites import insert_site

ADA, SITE = 1, 1


@pytest.fixture
async def db(accounts: Accounts) -> Accounts:
    async with accounts.transaction() as tx:
        await insert_user(tx, NewUser("ada", "ada@example.com", "-"), NOON)
        await insert_site(
            tx, key="abcdefghijkl", owner_id=ADA, name="example.com", time_zone="UTC", at=NOON
        )
    return accounts


async def invite(db: Accounts, *numbers: int, now: int = NOON) -> None:
    async with db.transaction() as tx:
        for number in numbers:
            await put_invitation(
                tx,
                f"token {number} {now}",
                site_id=SITE,
                email=f"{number}@example.com",
                role="viewer",
                inviter=ADA,
                now=now,
            )


async def test_a_site_has_so_many_that_wait(db: Accounts) -> None:
    await invite(db, *range(MOST))
    with pytest.raises(TooMany):
        await invite(db, MOST)
    await invite(db, 0)  # the same person again is not one more
    assert len(await invitations_of(db, SITE, NOON)) == MOST


async def test_those_that_have_lapsed_make_room(db: Accounts) -> None:
    await invite(db, *range(MOST))
    later = NOON + LIFETIME
    await invite(db, MOST, now=later)
    assert [each.email for each in await invitations_of(db, SITE, later)] == [f"{MOST}@example.com"]


async def test_a_link_that_fits_none_joins_nobody(db: Accounts) -> None:
    await invite(db, 1)
    async with db.transaction() as tx:
        assert await take_invitation(tx, "another token", NOON) is None
    assert len(await invitations_of(db, SITE, NOON)) == 1
