"""What hangs on an account ends with it: who holds it open is told after the commit, or never."""

from __future__ import annotations

import pytest

from tests.fixtures.server import QUICK
from tests.making import NOON, account
from tracker.domain.mailed_links import LIFE
from tracker.services.accounts.accounts import Accounts
from tracker.services.accounts.ends import Ends
from tracker.services.accounts.log_ins import LogIns
from tracker.services.accounts.new_passwords import NewPasswords
from tracker.services.accounts.passwords import NOBODYS, Passwords
from tracker.services.accounts.personal_tokens import issue_personal_token
from tracker.services.session_ends import SessionEnds
from tracker.services.sites.revoking import RevokedBeside
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.accounts.admins import LastAdmin
from tracker.storage.accounts.login_sessions import Client, LoginSession, find_session
from tracker.storage.accounts.mailed_links import MailedLink, NewLink, find_link, insert_link
from tracker.storage.accounts.personal_tokens import end_key
from tracker.storage.accounts.users import NewUser, User, find_user, insert_first_user
from tracker.storage.file.database import Database


class House:
    """One account with a session and a token, and what can be done to it."""

    def __init__(self, db: Database, user: User) -> None:
        self.db, self.user = db, user
        self.sessions, self.tokens = SessionEnds(), SessionEnds()
        self.ends = Ends(self.sessions, self.tokens)
        self.log_ins = LogIns(db, self.ends, lambda: NOON, lambda: NOON)
        self.new_passwords = NewPasswords(
            db, RevokedBeside(db.path.parent), Passwords(QUICK), self.ends, lambda: NOON
        )

    async def log_in(self) -> LoginSession:
        token = await self.log_ins.begin(self.user.id, Client("Firefox", "127.0.0.0"))
        login = await find_session(self.db, token, NOON)
        assert login
        return login

    async def link(self) -> MailedLink:
        async with self.db.transaction() as tx:
            new = NewLink("reset", self.user.id, self.user.email, "token", "browser")
            await insert_link(tx, new, NOON - LIFE // 2, NOON)
        link = await find_link(self.db, "reset", "token")
        assert link
        return link

    async def password(self) -> str:
        found = await find_user(self.db, self.user.name)
        return found[1] if found else ""


@pytest.fixture
async def house(db: Database) -> House:
    return House(db, await account(db))


async def test_who_is_told_of_an_end_finds_the_session_gone(house: House) -> None:
    login = await house.log_in()
    with house.sessions.watch(login.id) as ended:
        async with house.ends.told() as told, house.db.transaction() as tx:
            await told.end_all(tx, house.user.id)
            assert not ended.is_set()  # whoever came back now would be let in
        assert ended.is_set()
    assert not await house.db.read("select id from login_session")


async def test_what_is_rolled_back_ends_nothing(db: Database) -> None:
    async with db.transaction() as tx:
        ada = await insert_first_user(tx, NewUser("ada", "ada@example.com", "-"), NOON)
    assert ada
    house = House(db, ada)
    await account(db, "bob")
    login = await house.log_in()
    accounts = Accounts(db, await SiteDirectory.load(db), house.ends)
    with house.sessions.watch(login.id) as ended:
        with pytest.raises(LastAdmin):
            await accounts.delete(ada.id, lambda: None)
        assert not ended.is_set()
    assert await db.read("select id from login_session")


async def test_a_new_password_ends_the_other_sessions_and_the_tokens_if_asked(house: House) -> None:
    mine, other = await house.log_in(), await house.log_in()
    options = {"scopes": ("read",), "now": NOON, "until": None}
    await issue_personal_token(house.db, house.user.id, "tail", **options)
    [row] = await house.db.read("select id from personal_token")
    with (
        house.sessions.watch(mine.id) as kept,
        house.sessions.watch(other.id) as ended,
        house.tokens.watch(end_key(row["id"])) as stream,
    ):
        await house.new_passwords.change(mine, "another", with_tokens=False)
        assert (kept.is_set(), ended.is_set(), stream.is_set()) == (False, True, False)
        await house.new_passwords.change(mine, "another one", with_tokens=True)
        assert (kept.is_set(), stream.is_set()) == (False, True)


async def test_a_link_sets_a_password_once(house: House) -> None:
    link = await house.link()
    with house.sessions.watch((await house.log_in()).id) as ended:
        assert await house.new_passwords.reset(link, "another", with_tokens=True)
        assert ended.is_set()
    first = await house.password()
    with house.sessions.watch((await house.log_in()).id) as ended:
        assert not await house.new_passwords.reset(link, "a third", with_tokens=True)
        assert not ended.is_set()
    assert await house.password() == first


async def test_a_hash_that_is_as_today_is_not_made_anew(house: House) -> None:
    login = await house.log_in()
    await house.new_passwords.renew(house.user.id, NOBODYS, "the password")
    renewed = await house.password()
    assert renewed != "-"
    await house.new_passwords.renew(house.user.id, renewed, "the password")
    assert await house.password() == renewed
    assert await house.db.read("select id from login_session where id = ?", (login.id,))
