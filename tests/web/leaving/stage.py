"""People, a site and all that hangs on them, made anew for each request that somebody leaves."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pyotp
from aiohttp import web

from tests.fixtures.server import QUICK
from tests.world import PASSWORD
from tracker.services.accounts import personal_tokens, two_factors
from tracker.services.sites import site_tokens
from tracker.storage.accounts.admins import set_admin
from tracker.storage.accounts.login_sessions import Client, insert_session
from tracker.storage.accounts.two_factors import find_two_factors
from tracker.storage.accounts.users import NewUser, User, insert_user
from tracker.storage.sites.members import put_member
from tracker.storage.sites.sites import Site
from tracker.web import keys

ENCODED = QUICK.hash(PASSWORD)
HOST = "stats.localhost"  # where there are passkeys without https


@dataclass
class Asked:
    """A request as bytes can say it, all but its path's beginning."""

    path: str
    form: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    method: str = "POST"

    def sent(self) -> bytes:
        """What goes over the wire."""
        body = (
            urlencode({"password": PASSWORD} | self.form).encode()
            if self.body is None
            else self.body
        )
        said = {"Host": HOST, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
        said |= {"Content-Length": str(len(body))} if self.method == "POST" else {}
        if self.body is None and self.method == "POST":
            said["Content-Type"] = "application/x-www-form-urlencoded"
        said["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = "".join(f"{name}: {value}\r\n" for name, value in (said | self.headers).items())
        return f"{self.method} {self.path} HTTP/1.1\r\n{head}\r\n".encode() + body


class Stage:
    """`ada` owns `site` and is an admin, `bob` is on it, and both are logged in."""

    def __init__(self, app: web.Application, number: int) -> None:
        self.app = app
        self.db = app[keys.KEPT]
        self.number = number
        self.bobs_token = ""

    async def build(self) -> None:
        """Put it up."""
        now = self.now
        self.ada, self.bob = await self.user("ada"), await self.user("bob")
        self.site: Site = await self.app[keys.SITES].add(
            self.ada.id, f"n{self.number}.example", "UTC", now
        )
        async with self.db.transaction() as tx:
            await set_admin(tx, self.ada.id, True)
            await put_member(tx, self.site.id, self.bob.id, "viewer", now)
        self.ada_in, self.bob_in = await self.session(self.ada), await self.session(self.bob)
        await site_tokens.issue_token(self.db, self.site.id, "tests", now, user_id=self.bob.id)
        for user in (self.ada, self.bob):
            self.bobs_token = await personal_tokens.issue_personal_token(
                self.db, user.id, "tests", scopes=("read", "send", "annotate"), now=now, until=None
            )

    @property
    def now(self) -> int:
        return self.app[keys.CLOCK]()

    async def user(self, name: str) -> User:
        """Somebody new, whose password is PASSWORD."""
        called = f"{name}{self.number}"
        new = NewUser(called, f"{called}@example.com", ENCODED)
        async with self.db.transaction() as tx:
            return await insert_user(tx, new, self.now)

    async def session(self, user: User) -> dict[str, str]:
        """The cookies of a browser in which they are logged in."""
        token = secrets.token_urlsafe(32)
        async with self.db.transaction() as tx:
            await insert_session(tx, token, user.id, Client("Firefox · Linux", "-"), self.now)
        return {self.app[keys.COOKIE]: token}

    async def id_of(self, statement: str, *values: object) -> int:
        """The newest number that a query finds."""
        return int((await self.db.read(statement, values))[-1][0])

    async def phone(self, user: User) -> pyotp.TOTP:
        """An app that has read the secret of a second factor that is being set up."""
        key = self.app[keys.TWO_FACTOR_KEY]
        await two_factors.begin(self.db, key, user.id)
        found = await find_two_factors(self.db, user.id)
        assert found
        return pyotp.TOTP(await two_factors.secret(key, found))

    async def two_factors(self, user: User) -> pyotp.TOTP:
        """The same, turned on a minute ago."""
        phone = await self.phone(user)
        found = await find_two_factors(self.db, user.id)
        assert found
        key, then = self.app[keys.TWO_FACTOR_KEY], self.now - 60_000
        code = phone.at(then // 1000)
        assert await two_factors.turn_on(self.db, key, found, code, then)
        return phone

    def code(self, phone: pyotp.TOTP) -> str:
        """What the app shows."""
        return phone.at(self.now // 1000)
