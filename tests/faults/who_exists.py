"""C2: does the time of an answer say who has an account? Known and unknown in any order."""

from __future__ import annotations

import asyncio
import math
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from unittest.mock import AsyncMock

from aiohttp.test_utils import TestClient

from tests.eventually import eventually
from tests.mailbox import running_mailbox
from tests.product_server import ProductServer
from tracker.app import create_app
from tracker.config import Config
from tracker.services.accounts.passwords import NOBODYS, Passwords
from tracker.storage.accounts.users import NewUser, insert_first_user
from tracker.web import keys

SETTLED = 0.01  # seconds
CHANCE = 0.01  # so seldom two samples of one thing look more different
HOST = {"Host": "stats.example.com", "Sec-Fetch-Site": "same-origin"}


class Told(NamedTuple):
    """What an answer's time tells: the likelihood that it tells nothing, and the medians."""

    p: float
    known_ms: float
    unknown_ms: float

    @property
    def is_clean(self) -> bool:
        return self.p > CHANCE


class Hasty(Passwords):
    """Does not verify for nobody: the fault that the check has to see."""

    async def verify(self, encoded: str | None, password: str) -> bool:
        return encoded is not None and await super().verify(encoded, password)


async def log_ins(folder: Path, count: int, passwords: Passwords | None = None) -> Told:
    """Wrong passwords for a name that exists and for one that does not."""

    async def refused(client: TestClient, name: str) -> None:
        typed = {"login": name, "password": "wrong"}
        async with client.post("/login", data=typed, headers=HOST) as answer:
            assert answer.status == 401

    return await compare(folder, count, refused, passwords)


async def links(folder: Path, count: int) -> Told:
    """Links to log in with, for an address that exists and for one that does not."""

    async def asked(client: TestClient, name: str) -> None:
        typed = {"email": f"{name}@example.com"}
        async with client.post("/login/link", data=typed, headers=HOST) as answer:
            assert answer.status == 200

    return await compare(folder, count, asked)


async def registrations(folder: Path, count: int) -> Told:
    """Accounts asked for with an address that exists and with one that does not."""

    async def asked(client: TestClient, name: str) -> None:
        password = "quartz-lemon-violet-harbor"
        typed = {"email": f"{name}@example.com", "password": password}
        async with client.post("/register", data=typed, headers=HOST) as answer:
            assert answer.status == 200

    return await compare(folder, count, asked)


async def compare(
    folder: Path,
    count: int,
    ask: Callable[[TestClient, str], Awaitable[None]],
    passwords: Passwords | None = None,
) -> Told:
    """Each kind `count` times, in random order; one of each warms up.

    A mail leaves before the next question: here its delivery has both ends in this process. What
    follows it comes after a longer rest, and takes longer: in pairs that would mostly be nobody."""
    times: dict[str, list[float]] = {"ada": [], "eve": []}
    async with running_mailbox() as mailbox:
        config = Config(data_dir=folder, port=0, environment="test", mail_url=mailbox.url)
        config = replace(config, registration="open")
        app = create_app(replace(config, public_url="http://stats.example.com"))
        app[keys.PASSWORDS] = passwords or Passwords()
        for gate in (keys.THROTTLE, keys.LINK_THROTTLE, keys.MAIL_GATE):
            app[gate].admit = AsyncMock(return_value=0.0)  # type: ignore[attr-defined]
        async with TestClient(ProductServer(app)) as client:
            async with app[keys.DATABASE].transaction() as tx:
                await insert_first_user(tx, NewUser("ada", "ada@example.com", NOBODYS), 1)
            chance = random.Random(2)
            names = sorted(times) * count
            chance.shuffle(names)
            for turn, name in enumerate((*times, *names)):
                began = time.perf_counter()
                await ask(client, name)
                if turn >= len(times):
                    times[name].append(1000 * (time.perf_counter() - began))
                await eventually(lambda: not app[keys.MAILER].depth)
                await asyncio.sleep(SETTLED)
    medians = [sorted(each)[len(each) // 2] for each in times.values()]
    return Told(likelihood(times["ada"], times["eve"]), medians[0], medians[1])


def likelihood(some: Sequence[float], others: Sequence[float]) -> float:
    """That two samples are of one kind: Mann-Whitney's U with the normal approximation."""
    ranked = sorted([*((value, True) for value in some), *((value, False) for value in others)])
    ranks = sum(rank for rank, (_, is_some) in enumerate(ranked, 1) if is_some)
    n, m = len(some), len(others)
    u = ranks - n * (n + 1) / 2
    spread = math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(u - n * m / 2) / spread / math.sqrt(2))
