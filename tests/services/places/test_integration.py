"""`make integration`: the service in GEO_URL, unmocked; a local server plays it without one."""

import os

import aiohttp
import pytest

from tests.eventually import eventually
from tracker.services.places.service import GeoService

pytestmark = pytest.mark.integration


async def test_the_service_in_geo_url_knows_where_an_address_is(geo_service):
    template = os.environ.get("GEO_URL") or geo_service.template
    told = []
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        async with GeoService.open(template, session) as service:
            service.ask("8.8.8.8", told.append)
            await eventually(lambda: told)
            assert service.find("8.8.8.9") == told[0]
    assert told[0].country == "US"
