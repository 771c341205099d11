"""What was begun while the clock was ahead ends no later than if it had been right."""

import pytest

from tests.making import NOON
from tracker.domain.provider_claims import Person
from tracker.storage.accounts import identities, login_steps, mailed_links
from tracker.storage.accounts.ahead_of_time import put_right
from tracker.storage.accounts.login_sessions import Client, insert_session, sessions_of
from tracker.storage.accounts.mailed_links import NewLink
from tracker.storage.accounts.personal_tokens import insert_personal_token, tokens_of_user
from tracker.storage.accounts.users import NewUser, User, insert_user
from tracker.storage.file.database import Database
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites import invitations
from tracker.storage.sites.sites import insert_site

DAY = 86_400_000
AHEAD = NOON + 400 * DAY
THERE = Person("ada-1", "ada@example.com", True, "ada", False)


async def begun(accounts: Accounts, at: int) -> User:
    """Ada, who has begun one of everything just then."""
    async with accounts.transaction() as tx:
        ada = await insert_user(tx, NewUser("ada", "ada@example.com", "-"), NOON)
        site = await insert_site(tx, key="k", owner_id=ada.id, name="s", time_zone="UTC", at=NOON)
        await insert_session(tx, "s" * 43, ada.id, Client("", ""), at)
        await login_steps.insert_step(tx, "step", ada.id, at, NOON)
        link = NewLink("login", ada.id, ada.email, "link", "browser")
        await mailed_links.insert_link(tx, link, at, NOON)
        how = {"site_id": site.id, "email": "eve@example.com", "role": "viewer"}
        await invitations.put_invitation(tx, "t" * 43, inviter=ada.id, now=at, **how)
        until = at + 30 * DAY
        await insert_personal_token(
            tx, ada.id, "mine", "c0ffee", scopes=("read",), at=at, until=until
        )
        await identities.link(tx, "https://id.example", THERE, ada.id, at)
    return ada


async def test_everything_has_begun_by_now_and_ends_as_much_later(accounts: Accounts) -> None:
    ada = await begun(accounts, AHEAD)
    await put_right(accounts, NOON)
    [session] = await sessions_of(accounts, ada.id, NOON)
    assert (session.created_at, session.seen_at) == (NOON, NOON)
    [token] = await tokens_of_user(accounts, ada.id)
    assert (token.created_at, token.until) == (NOON, NOON + 30 * DAY)
    [invitation] = await invitations.invitations_of(accounts, 1, NOON)
    assert invitation.until == NOON + invitations.LIFETIME
    [identity] = await identities.identities_of(accounts, ada.id)
    assert (identity.created_at, identity.used_at) == (NOON, NOON)
    for table in ("login_step", "mailed_link"):
        assert await accounts.read(f"select * from {table}") == [], table
    [user] = await accounts.read("select last_seen from user")
    assert user["last_seen"] == NOON


async def test_what_has_begun_in_time_stays_as_it_is(accounts: Accounts) -> None:
    await begun(accounts, NOON)
    tables = (
        "login_session",
        "login_step",
        "mailed_link",
        "invitation",
        "personal_token",
        "user",
        "identity",
    )
    before = [
        [tuple(row) for row in await accounts.read(f"select * from {name}")] for name in tables
    ]
    await put_right(accounts, NOON)
    after = [
        [tuple(row) for row in await accounts.read(f"select * from {name}")] for name in tables
    ]
    assert after == before


@pytest.mark.parametrize("accounts", ["sqlite"], indirect=True)
async def test_a_database_that_can_only_be_read_is_left_alone(accounts: Database) -> None:
    await begun(accounts, AHEAD)
    accounts.condition.read_only = "the disk is full"
    await put_right(accounts, NOON)
    accounts.condition.read_only = ""
    assert len(await accounts.read("select * from login_step")) == 1
