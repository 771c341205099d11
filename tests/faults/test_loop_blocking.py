"""L7: nothing keeps the event loop for itself: not passwords, exports, mails or places."""

import asyncio
import json
from dataclasses import replace
from unittest.mock import AsyncMock

import argon2
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from tests.conftest import PASSWORD, AsUser
from tests.faults.busy_loop import LONGEST_MS, spells
from tests.geo_server import GeoServer
from tests.seeded_data import Seeded
from tests.web.sites.owners import FIREFOX, MINE
from tracker.config import Config
from tracker.services.accounts.passwords import Passwords
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.pages.pages import compile_templates

pytestmark = pytest.mark.fault

VISITS = 60
LOG_INS = 6


@pytest.fixture
def config(config: Config, geo_service: GeoServer) -> Config:
    return replace(config, geo_url=geo_service.template, trusted_proxies=("127.0.0.1",))


@pytest.fixture
def app(app: web.Application) -> web.Application:
    app[keys.PASSWORDS] = Passwords()  # as in production, like the next line
    compile_templates(app)
    return app


async def come(client: TestClient, site: Site, number: int) -> None:
    """A visit from a place that nobody knows yet."""
    hit = {"name": "pageview", "url": "https://shop.example/", "id": f"visit-{number}"}
    headers = {"User-Agent": FIREFOX, "X-Forwarded-For": f"8.8.{number}.1"}
    answer = await client.post(f"/visit/{site.key}", data=json.dumps(hit), headers=headers)
    assert answer.status == 204


async def log_in(client: TestClient) -> None:
    answer = await client.post("/login", data={"login": "nobody", "password": PASSWORD})
    assert answer.status == 401


async def take_away(ada: TestClient) -> None:
    answer = await ada.post("/account/export", data=MINE)
    assert answer.status == 200
    assert await answer.read()


async def all_at_once(client: TestClient, ada: TestClient, site: Site) -> list[str]:
    """Everything slow that there is, and how long the loop was busy with one thing."""
    client.app[keys.THROTTLE].admit = AsyncMock(return_value=0.0)
    for number in range(VISITS):
        await come(client, site, number)
    with spells() as found:
        await asyncio.gather(
            *(log_in(client) for _ in range(LOG_INS)),
            *(come(client, site, VISITS + number) for number in range(VISITS)),
            take_away(ada),
        )
    return [f"{spell:.0f} ms: {spell.of}" for spell in found if spell > LONGEST_MS]


async def test_l7_passwords_exports_and_places_leave_the_loop_alone(
    client: TestClient, seeded: Seeded, as_user: AsUser
) -> None:
    assert await all_at_once(client, await as_user("ada"), seeded.site) == []


async def test_l7_a_server_that_hashes_on_the_loop_is_found_out(
    client: TestClient, seeded: Seeded, as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    passwords = client.app[keys.PASSWORDS]
    slow = argon2.PasswordHasher(time_cost=8, memory_cost=19456, parallelism=1)
    nobodys = slow.hash("nobody's")

    async def verify(encoded: str | None, password: str) -> bool:
        passwords._matches(nobodys, password)
        return encoded is not None

    monkeypatch.setattr(passwords, "verify", verify)
    assert await all_at_once(client, await as_user("ada"), seeded.site) != []
