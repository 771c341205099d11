"""Where a browser signed in from: country and city as far as known, and never the address."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tests.conftest import OUR_PAGE, PASSWORD, QUICK, MakeUser
from tests.eventually import eventually
from tests.geo_server import GeoServer, geo_server
from tracker.app import create_app
from tracker.config import Config
from tracker.services.accounts.passwords import Passwords
from tracker.services.places.database import DB_IP
from tracker.storage.accounts.users import NewUser, insert_user
from tracker.web import keys

BERLIN = "91.0.12.34"


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, trusted_proxies=("127.0.0.1",))


async def log_in(client: TestClient, address: str) -> str:
    """The account page of ada, who has logged in from that address."""
    typed = {"login": "ada", "password": PASSWORD}
    await client.post("/login", data=typed, headers={"X-Forwarded-For": address})
    return await (await client.get("/account")).text()


async def test_the_country_is_said_in_words(client: TestClient, make_user: MakeUser) -> None:
    await make_user("ada")
    page = await log_in(client, BERLIN)
    assert "Germany · 91.0.12.0/24 · " in page
    assert DB_IP.text in page


async def test_an_address_of_nowhere_has_no_place(client: TestClient, make_user: MakeUser) -> None:
    await make_user("ada")
    page = await log_in(client, "127.0.0.1")
    assert '<p class="meta">127.0.0.0/24 · ' in page
    assert DB_IP.text not in page


async def test_the_address_is_nowhere_on_the_disk(
    client: TestClient, make_user: MakeUser, data_dir: Path
) -> None:
    await make_user("ada")
    await log_in(client, BERLIN)
    await client.app[keys.DATABASE].checkpoint()
    kept = b"".join(path.read_bytes() for path in data_dir.glob("tracker.db*"))
    assert b"91.0.12.0/24" in kept
    assert BERLIN.encode() not in kept


@pytest.fixture
async def asked(config: Config, aiohttp_client: AiohttpClient) -> AsyncIterator[tuple]:
    """A server whose operator chose a service for places, and that service."""
    async with geo_server() as service:
        app: web.Application = create_app(replace(config, geo_url=service.template))
        app[keys.PASSWORDS] = Passwords(QUICK)
        client = await aiohttp_client(app, headers=OUR_PAGE)
        new = NewUser("ada", "ada@example.com", QUICK.hash(PASSWORD))
        async with app[keys.KEPT].transaction() as tx:
            await insert_user(tx, new, 0)
        yield client, service


async def test_a_service_tells_the_place_beside_the_log_in(
    asked: tuple[TestClient, GeoServer],
) -> None:
    client, service = asked
    await log_in(client, BERLIN)

    async def is_said() -> bool:
        page = await (await client.get("/account")).text()
        return "Los Angeles, United States · 91.0.12.0/24 · " in page

    await eventually(is_said)
    assert service.asked == [BERLIN]
