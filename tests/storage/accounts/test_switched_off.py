"""An account that is switched off has no session, whichever way somebody comes in."""

import pytest

from tests.making import NOON
from tracker.storage.accounts.admins import LastAdmin
from tracker.storage.accounts.login_sessions import (
    Client,
    SwitchedOff,
    find_session,
    insert_session,
)
from tracker.storage.accounts.people import set_disabled
from tracker.storage.accounts.users import NewUser, insert_first_user, insert_user
from tracker.storage.file.transactions import Accounts

ADA, BEN = 1, 2
TOKEN = "s" * 43


@pytest.fixture
async def db(accounts: Accounts) -> Accounts:
    async with accounts.transaction() as tx:
        await insert_first_user(tx, NewUser("ada", "ada@example.com", "-"), NOON)
        await insert_user(tx, NewUser("ben", "ben@example.com", "-"), NOON)
    return accounts


async def sign_in(db: Accounts) -> None:
    async with db.transaction() as tx:
        await insert_session(tx, TOKEN, BEN, Client("Firefox", "192.0.2.0/24"), NOON)


async def switch(db: Accounts, user_id: int, at: int | None) -> None:
    async with db.transaction() as tx:
        await set_disabled(tx, user_id, at)


async def test_nobody_gets_in(db: Accounts) -> None:
    await switch(db, BEN, NOON)
    with pytest.raises(SwitchedOff):
        await sign_in(db)


async def test_a_session_that_was_there_is_none_until_they_are_switched_on(db: Accounts) -> None:
    await sign_in(db)
    assert await find_session(db, TOKEN, NOON)
    await switch(db, BEN, NOON)
    assert await find_session(db, TOKEN, NOON) is None
    await switch(db, BEN, None)
    assert await find_session(db, TOKEN, NOON)


async def test_who_is_switched_off_twice_is_off_since_the_first_time(db: Accounts) -> None:
    await switch(db, BEN, NOON)
    await switch(db, BEN, NOON + 1)
    [row] = await db.read("select disabled_at from user where id = ?", (BEN,))
    assert row["disabled_at"] == NOON


async def test_the_last_admin_who_can_log_in_stays(db: Accounts) -> None:
    with pytest.raises(LastAdmin):
        await switch(db, ADA, NOON)
