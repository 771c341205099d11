import asyncio
import tracemalloc
from itertools import islice

import aiohttp
import pytest
from aiohttp import web

from tests import geo_server as servers
from tests.eventually import PATIENCE, eventually
from tests.processor_time import quickest
from tracker.services.places.service import GeoService

pytestmark = pytest.mark.fault


@pytest.fixture
async def session():
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session


@pytest.fixture
async def service(geo_service, session):
    limit = aiohttp.ClientTimeout(total=0.5)
    async with GeoService.open(geo_service.template, session, pause=0.2, limit=limit) as service:
        yield service


async def hang(request):
    await asyncio.sleep(3600)


async def drip(request):
    response = web.StreamResponse(headers={"Content-Length": "100"})
    await response.prepare(request)
    while True:
        await response.write(b"{")
        await asyncio.sleep(0.05)


async def broken(request):
    request.transport.abort()
    return web.Response()


async def redirect(request):
    raise web.HTTPFound(request.url.with_path("/elsewhere"))


async def wrong_status(request):
    raise web.HTTPInternalServerError


async def bad_json(request):
    return web.Response(text='{"countryCode": "US", ')


FAULTS = {
    "hang": hang,
    "drip": drip,
    "broken": broken,
    "redirect": redirect,
    "500": wrong_status,
    "bad JSON": bad_json,
    "bomb": servers.bomb,
    "endless": servers.endless,
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
async def test_g1_the_breaker_opens_by_five_failures_and_closes_when_all_is_well(
    geo_service, service, fault
):
    geo_service.answer = FAULTS[fault]
    for number in range(5):
        service.ask(f"8.8.{number}.1", pytest.fail)
    await eventually(lambda: service.is_resting)
    # aiohttp itself repeats a GET once when the connection broke before an answer.
    assert len(set(geo_service.asked)) == 5
    geo_service.answer = servers.city
    told = []

    def asked_again() -> list:
        """It rests first, and on a busy machine half a second may not be enough for an answer."""
        if not told:
            service.ask("1.2.3.4", told.append)
        return told

    await eventually(asked_again)
    assert told[0].full_label == "Los Angeles, 90001, 34.05, -118.25"
    assert not service.is_resting


async def test_g1_a_service_without_tls_behind_https_is_a_failure(geo_service, session):
    template = geo_service.template.replace("http:", "https:")
    async with GeoService.open(template, session) as service:
        for number in range(5):
            service.ask(f"8.8.{number}.1", pytest.fail)
        await eventually(lambda: service.is_resting)


@pytest.mark.parametrize("fault", ["bomb", "endless"])
async def test_g1_a_huge_answer_takes_no_memory(geo_service, service, fault):
    geo_service.answer = FAULTS[fault]
    servers.packed_zeros()
    tracemalloc.start()
    try:
        service.ask("1.2.3.4", pytest.fail)
        await eventually(lambda: geo_service.asked and not service._waiting)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak <= 5_000_000


async def test_g1_asking_costs_nothing_while_the_service_hangs(geo_service, service):
    geo_service.answer = hang
    numbers = iter(range(10_000))

    def ask() -> None:
        for number in islice(numbers, 2_000):
            service.ask(f"8.{number >> 8}.{number & 255}.1", pytest.fail)

    assert quickest(ask) < 0.5
    assert len(geo_service.asked) <= 4


async def test_g1_stopping_does_not_wait_for_the_service(geo_service, session):
    geo_service.answer = hang
    limit = aiohttp.ClientTimeout(total=3600)
    async with asyncio.timeout(PATIENCE):
        async with GeoService.open(geo_service.template, session, limit=limit) as service:
            service.ask("1.2.3.4", pytest.fail)
            await eventually(lambda: geo_service.asked)
