"""A clock that is wrong for a minute, and what it has cost when it is right again."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.eventually import eventually
from tests.fixtures.server import OUR_PAGE, QUICK
from tests.making import event, visitor
from tests.product_server import ProductServer
from tests.seeded_data import Seeded, seed
from tests.world import PASSWORD
from tracker.app import create_app
from tracker.config import Config
from tracker.domain.ids import Ids
from tracker.services import settled_clock
from tracker.services.accounts.passwords import Passwords
from tracker.services.erasing import pruning
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.web import keys

DAY = 86_400_000
KEPT = 30  # days
AHEAD = 400


class Cost(NamedTuple):
    """Of `events` and a session, so many were left after the minute; `after_an_hour` of them where
    the clock goes on saying so. `told`: readiness has said that erasing waits."""

    events: int
    left: int
    session_lives: bool
    told: bool
    after_an_hour: int

    @property
    def is_clean(self) -> bool:
        return self.left == self.events and self.session_lives and self.told

    @property
    def is_believed_in_the_end(self) -> bool:
        return self.after_an_hour == 0


async def wrong_for_a_minute(folder: Path, events: int) -> Cost:
    """A server with visits of the last 20 days, kept for 30; then it is 400 days later."""
    clock = Clock()
    seeded = await seed(folder)
    config = Config(data_dir=folder, environment="test", retention_days=KEPT, backup_every=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pruning, "FIRST_LOOK", 0.0)
        patch.setattr(pruning, "LOOK_EVERY", 0.02)
        patch.setattr(pruning, "is_time", lambda *_: True)
        patch.setattr(settled_clock, "LOOK_EVERY", 0.02)
        app = create_app(config, clock, clock.steady)
        app[keys.PASSWORDS] = Passwords(QUICK)
        async with TestClient(ProductServer(app), headers=OUR_PAGE) as client:
            await _fill(app, seeded, clock.now, events)
            clock.leap(days=AHEAD)
            told = await _is_told(client, events)
            await _somebody_else_logs_in(client)
            await asyncio.sleep(0.3)
            clock.forward(minutes=1)
            clock.leap(days=-AHEAD)
            await eventually(lambda: not app[keys.PRUNING].waiting)
            left, lives = await _events(app), await _is_in(client, seeded)
            clock.leap(days=AHEAD)
            await eventually(lambda: app[keys.PRUNING].waiting or told is False)
            clock.forward(hours=1.1)
            await eventually(lambda: not app[keys.PRUNING].waiting)
            with suppress(AssertionError):
                await eventually(lambda: _are_gone(app))
            return Cost(events, left, lives, told, await _events(app))


async def _fill(app: web.Application, seeded: Seeded, now: int, events: int) -> None:
    ids, log = Ids(7), app[keys.LOG]
    rows = []
    for number in range(events):
        at = now - 20 * DAY + number * 19 * DAY // events
        visit = ids.next(at)
        rows.append(
            event(ids.next(at), who=visitor(number + 1, seeded.site.id), visit=visit, at=at)
        )
    for start in range(0, events, 500):
        await log.append(rows[start : start + 500])


async def _is_told(client: TestClient, events: int) -> bool:
    """Before any of so many events is erased."""

    async def said() -> str:
        if "erasing" in await (await client.get("/readyz")).json():
            return "told"
        return "erased" if await _events(client.app) < events else ""

    return await eventually(said) == "told"


async def _somebody_else_logs_in(client: TestClient) -> None:
    app = client.app
    new = NewUser("eve", "eve@example.com", QUICK.hash(PASSWORD))
    async with app[keys.DATABASE].transaction() as tx:
        await insert_user(tx, new, app[keys.CLOCK]())
    typed = {"login": "eve", "password": PASSWORD}
    answer = await client.post("/login", data=typed, allow_redirects=False)
    assert answer.status == 303


async def _events(app: web.Application) -> int:
    return int((await app[keys.DATABASE].read("select count(*) from event"))[0][0])


async def _are_gone(app: web.Application) -> bool:
    return await _events(app) == 0


async def _is_in(client: TestClient, seeded: Seeded) -> bool:
    client.session.cookie_jar.clear()
    headers = {"Cookie": seeded.cookie}
    answer = await client.get("/account", headers=headers, allow_redirects=False)
    return answer.status == 200
