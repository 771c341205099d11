"""A2: does the time of an answer tell a stranger which sites exist? A site of somebody else's and
one that is none take turns."""

from __future__ import annotations

import random
import statistics
import time
from pathlib import Path
from typing import NamedTuple

from aiohttp.test_utils import TestClient

from tests.product_server import ProductServer
from tests.seeded_data import seed
from tracker.app import create_app
from tracker.config import Config
from tracker.services.accounts.personal_tokens import issue_personal_token
from tracker.storage.accounts.login_sessions import Client, insert_session
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.web import keys

APART = 0.1  # of the shorter time
MISSING = 987_654
WARM_UP = 10
EVE = "e" * 43
PAGES = ("/sites/{}", "/sites/{}/settings", "/sites/{}/live", "/api/sites/{}/live")


class Hidden(NamedTuple):
    """The medians of both kinds in ms, by page."""

    medians: dict[str, tuple[float, float]]

    @property
    def apart(self) -> float:
        """How much longer the slower kind takes, on the page where that is most."""
        return max(max(both) / min(both) - 1 for both in self.medians.values())

    @property
    def is_clean(self) -> bool:
        return self.apart <= APART


async def hidden(folder: Path, count: int) -> Hidden:
    """Each page `count` times for both, all of them taking turns; the first turns warm up."""
    site = (await seed(folder)).site
    app = create_app(Config(data_dir=folder, port=0, environment="test", backup_every=0))
    times: dict[tuple[str, int], list[float]] = {
        (page, site_id): [] for page in PAGES for site_id in (site.id, MISSING)
    }
    chance = random.Random(2)
    async with TestClient(ProductServer(app)) as client:
        headers = await eve(client)
        for turn in range(WARM_UP + count):
            for page, site_id in chance.sample(list(times), k=len(times)):
                began = time.perf_counter()
                async with client.get(page.format(site_id), headers=headers) as answer:
                    await answer.read()
                assert answer.status == 404
                if turn >= WARM_UP:
                    times[page, site_id].append(1000 * (time.perf_counter() - began))
    return Hidden({page: medians(times[page, site.id], times[page, MISSING]) for page in PAGES})


def medians(foreign: list[float], missing: list[float]) -> tuple[float, float]:
    return statistics.median(foreign), statistics.median(missing)


async def eve(client: TestClient) -> dict[str, str]:
    """What a stranger to the site sends along: a session, and a token of her own."""
    app = client.app
    assert app
    now = app[keys.CLOCK]()
    async with app[keys.DATABASE].transaction() as tx:
        user = await insert_user(tx, NewUser("eve", "eve@example.com", "-"), now)
        await insert_session(tx, EVE, user.id, Client("", ""), now)
    token = await issue_personal_token(
        app[keys.DATABASE], user.id, "eve's", scopes=("read",), now=now, until=None
    )
    return {"Cookie": f"{app[keys.COOKIE]}={EVE}", "Authorization": f"Bearer {token}"}
