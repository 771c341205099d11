"""kill -9 while messages are on their way: each arrives, at least once, under one token."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import NamedTuple

from aiohttp import ClientSession, web

from tests.alert_target import AlertTarget, alert_target
from tests.eventually import eventually
from tests.seeded_data import seed
from tests.server_process import UNLIMITED, running
from tests.web.sites.owners import FIREFOX
from tracker.domain.alerts.alert import Alert
from tracker.domain.alerts.target import Target
from tracker.storage.alerts.alerts import insert_alert
from tracker.storage.alerts.targets import insert_target, set_targets
from tracker.storage.file.database import Database

SETTINGS = UNLIMITED | {"ALERT_NETWORKS": "127.0.0.1"}
FIRST = 3  # messages that the target takes at once; it says yes to no other before the kill


class Told(NamedTuple):
    """`kept`: tokens that the database knows; `came`: those that arrived, in their order."""

    kept: set[str]
    came: list[str]
    before: int  # that came before the kill

    @property
    def lost(self) -> set[str]:
        return self.kept - set(self.came)


async def told_over_a_kill(data_dir: Path, hits: int) -> Told:
    async with alert_target() as target:
        key = await prepared(data_dir, target)
        held = asyncio.Event()
        target.answer = holding(held)
        async with running(data_dir, **SETTINGS) as server:
            for number in range(hits):
                await sign_up(server.port, key)
                await eventually(lambda number=number: kept(data_dir, number + 1))
            await eventually(lambda: len(target.asked) > FIRST)
            await server.kill()
        before = len(target.got)
        held.set()
        async with running(data_dir, **SETTINGS):
            await eventually(lambda: nothing_waits(data_dir))
        return Told(await tokens(data_dir), [each["id"] for each in target.got], before)


async def prepared(data_dir: Path, target: AlertTarget) -> str:
    """A site with a goal that is told there each time."""
    seeded = await seed(data_dir)
    async with Database.open(data_dir / "tracker.db") as db, db.transaction() as tx:
        await tx.execute(GOAL, (seeded.site.id,))
        wall = Target(
            id=0, site_id=seeded.site.id, name="a", shape="json", address=target.address, secret="s"
        )
        where = await insert_target(tx, wall)
        each = Alert(id=0, site_id=seeded.site.id, name="a", kind="goal", goal_id=1, pause=0)
        alert = await insert_alert(tx, each)
        await set_targets(tx, seeded.site.id, alert, [where])
    return seeded.site.key


GOAL = """
insert into goal (site_id, name, kind, subject, least, sums, currency, created_at)
values (?, 'Signup', 'event', 'Signup', 0, '', '', 0)
"""


def holding(held: asyncio.Event):
    """The first are taken; the next one is read, and answered only once the event is set."""
    answered = 0

    async def answer(_: web.Request) -> web.StreamResponse:
        nonlocal answered
        answered += 1
        if answered > FIRST:
            await held.wait()
        return web.Response()

    return answer


async def sign_up(port: int, key: str) -> None:
    hit = json.dumps({"name": "Signup", "url": "https://example.com/"})
    async with ClientSession() as session:
        url = f"http://127.0.0.1:{port}/visit/{key}"
        async with session.post(url, data=hit, headers={"User-Agent": FIREFOX}) as answer:
            assert answer.status == 204


async def kept(data_dir: Path, number: int) -> bool:
    return len(await tokens(data_dir)) >= number


async def tokens(data_dir: Path) -> set[str]:
    return {row["token"] for row in await rows(data_dir, "select token from delivery")}


async def nothing_waits(data_dir: Path) -> bool:
    return not await rows(data_dir, "select 1 from delivery where done_at is null")


async def rows(data_dir: Path, statement: str) -> list:
    async with Database.open_reading(data_dir / "tracker.db", "a test reads") as db:
        return await db.read(statement, ())
