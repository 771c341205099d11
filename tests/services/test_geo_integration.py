"""`make integration`: the service in GEO_URL, unmocked; a local server plays it without one."""

import os

import aiohttp
import pytest

from tests.eventually import eventually
from tests.geo_server import geo_server
from tracker.services.geo_service import GeoService

pytestmark = pytest.mark.integration


@pytest.fixture
async def template():
    if chosen := os.environ.get("GEO_URL"):
        yield chosen
    else:
        async with geo_server() as server:
            yield server.template


async def test_the_service_in_geo_url_knows_where_an_address_is(template):
    told = []
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        async with GeoService.open(template, session) as service:
            service.ask("8.8.8.8", told.append)
            await eventually(lambda: told)
            assert service.find("8.8.8.9") == told[0]
    assert told[0].country == "US"
