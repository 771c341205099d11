"""C1: strangers guess at an account from everywhere for an hour. How much do they get, and does its
owner get in all the while?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from aiohttp.test_utils import TestClient

from tests.fixtures.server import QUICK
from tests.mailbox import running_mailbox
from tests.product_server import ProductServer
from tests.world import PASSWORD
from tracker.app import create_app
from tracker.config import Config
from tracker.services.accounts.passwords import Passwords
from tracker.services.accounts.throttle import OwnThrottle, Throttle, Try
from tracker.storage.accounts.users import NewUser, insert_first_user
from tracker.web import keys

HOUR = 3600
MOST_GUESSES = 18  # an hour
HOST = {"Host": "stats.example.com", "Sec-Fetch-Site": "same-origin"}


class LockedOut(NamedTuple):
    """What an hour has brought."""

    guesses: int  # passwords that were looked at
    let_in: int  # log-ins of the owner, in a browser that knows the account
    came: int
    links: int  # answers to who asks for a link in another browser: 200
    mails: int

    @property
    def is_clean(self) -> bool:
        few = self.guesses <= MOST_GUESSES and self.mails <= 2 * MOST_GUESSES
        return few and self.let_in == self.came and self.links == 1


class Counting(Passwords):
    """Knows how many it was asked about."""

    guesses = 0

    async def verify(self, encoded: str | None, password: str) -> bool:
        self.guesses += password != PASSWORD
        return await super().verify(encoded, password)


class Blind(Throttle):
    """Knows no browser: the fault that the check has to see."""

    def admit(self, tried: Try) -> float:
        return super().admit(Try(tried.address, tried.typed))


async def an_hour_of_guesses(
    folder: Path, tries: int, throttle: Callable[..., Throttle] = Throttle
) -> LockedOut:
    """So many tries, by name and by address in turns, each from another network; the owner comes
    after every tenth."""
    now = 0.0
    passwords = Counting(QUICK)
    async with running_mailbox() as mailbox:
        config = Config(data_dir=folder, port=0, environment="test", mail_url=mailbox.url)
        config = replace(config, public_url="http://stats.example.com")
        app = create_app(replace(config, trusted_proxies=("127.0.0.1",)))
        app[keys.PASSWORDS] = passwords
        app[keys.THROTTLE] = OwnThrottle(throttle(lambda: now, b"key"))
        app[keys.LINK_THROTTLE].counting._clock = lambda: now  # type: ignore[attr-defined]
        app[keys.MAIL_GATE]._clock = lambda: now
        server = ProductServer(app)
        async with TestClient(server) as stranger, TestClient(server) as owner:
            async with app[keys.DATABASE].transaction() as tx:
                new = NewUser("ada", "ada@example.com", QUICK.hash(PASSWORD))
                await insert_first_user(tx, new, 1)
            assert await _log_in(owner, "ada", PASSWORD, 1) == 303
            let_in = came = 0
            for number in range(tries):
                now = number * HOUR / tries
                typed = ("ada", "ada@example.com")[number % 2]
                await _log_in(stranger, typed, "wrong-wrong-wrong", number)
                await _ask(stranger, number)
                if number % 10 == 9:
                    came += 1
                    await owner.post("/logout", headers=HOST)
                    let_in += await _log_in(owner, "ada", PASSWORD, 1) == 303
            now += 450  # what one mailbox gets is not the strangers' alone
            links = int(await _ask(stranger, tries + 1) == 200)
            mails = len(mailbox.mails)
    return LockedOut(passwords.guesses, let_in, came, links, mails)


async def _log_in(browser: TestClient, login: str, password: str, network: int) -> int:
    typed = {"login": login, "password": password}
    headers = HOST | {"X-Forwarded-For": _address(network)}
    async with browser.post("/login", data=typed, headers=headers, allow_redirects=False) as answer:
        return answer.status


async def _ask(browser: TestClient, network: int) -> int:
    headers = HOST | {"X-Forwarded-For": _address(network)}
    typed = {"email": "ada@example.com"}
    async with browser.post("/login/link", data=typed, headers=headers) as answer:
        return answer.status


def _address(network: int) -> str:
    return f"203.{network // 250}.{network % 250}.9"
