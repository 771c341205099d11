import asyncio
import logging

import aiohttp
import pytest
from aioresponses import aioresponses
from yarl import URL

from tests.domain.place_answers import ANSWERS, FAILURES
from tests.eventually import eventually
from tests.geo_server import LOS_ANGELES
from tracker.domain.places import NOWHERE, Place
from tracker.services.places.service import MOST_NETWORKS_WAITING, GeoService

TEMPLATE = "https://geo.example/json/{ip}?token=hush"


def url(address):
    return TEMPLATE.replace("{ip}", address)


@pytest.fixture
def network():
    with aioresponses() as mocked:
        yield mocked


@pytest.fixture
async def session():
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session


@pytest.fixture
async def service(session):
    async with GeoService.open(TEMPLATE, session, pause=0.05) as service:
        yield service


def calls(network):
    return sum(len(made) for made in network.requests.values())


async def answered(service, address="1.2.3.4"):
    told = []
    service.ask(address, told.append)
    await eventually(lambda: told)
    return told[0]


async def asked(service, network, address="1.2.3.4"):
    """Asks and waits until the call is over, whatever came of it."""
    before = calls(network)
    service.ask(address, [].append)
    await eventually(lambda: calls(network) > before and not service._waiting)


async def test_one_visit_from_1_2_3_4_makes_exactly_one_call(service, network):
    network.get(url("1.2.3.4"), payload=LOS_ANGELES)
    place = await answered(service)
    assert place.label == "Los Angeles, 90001"
    assert place.full_label == "Los Angeles, 90001, 34.05, -118.25"
    assert list(network.requests) == [("GET", URL(url("1.2.3.4")))]
    assert calls(network) == 1


async def test_asking_never_waits(service, network):
    network.get(url("1.2.3.4"), payload=LOS_ANGELES)
    told = []
    service.ask("1.2.3.4", told.append)
    assert (told, service.find("1.2.3.4"), service.known("1.2.3.4")) == ([], None, NOWHERE)
    await eventually(lambda: told)
    assert service.known("1.2.3.4") == told[0]


async def test_a_network_is_asked_about_once(service, network):
    network.get(url("1.2.3.4"), payload=LOS_ANGELES)
    place = await answered(service)
    assert service.find("1.2.3.99") == place
    assert await answered(service, "1.2.3.99") == place
    assert calls(network) == 1


async def test_visits_that_come_meanwhile_share_the_call(service, network):
    network.get(url("1.2.3.4"), payload=LOS_ANGELES)
    told = []
    for last in (4, 5, 4):
        service.ask(f"1.2.3.{last}", told.append)
    await eventually(lambda: len(told) == 3)
    assert calls(network) == 1


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "127.0.0.1", "192.168.1.1", "::1", "fe80::1", "", "junk"]
)
async def test_private_addresses_are_never_asked(service, network, address):
    service.ask(address, pytest.fail)
    assert service.find(address) == NOWHERE
    assert service._queue.empty()
    assert calls(network) == 0


@pytest.mark.parametrize("kind", sorted(ANSWERS))
async def test_every_service_is_understood(service, network, kind):
    answer, expected = ANSWERS[kind]
    network.get(url("1.2.3.4"), payload=answer)
    assert await answered(service) == Place(*expected)


@pytest.mark.parametrize("kind", sorted(set(FAILURES) - {"ipapi.co, too many"}))
async def test_an_address_that_is_unknown_there_is_not_asked_again(service, network, kind):
    network.get(url("1.2.3.4"), payload=FAILURES[kind])
    await asked(service, network)
    assert service.find("1.2.3.4") == NOWHERE
    assert not service.is_resting


@pytest.mark.parametrize("status", [400, 404, 422])
async def test_a_status_that_means_unknown_address_is_no_failure(service, network, status):
    network.get(url("1.2.3.4"), status=status)
    await asked(service, network)
    assert service.find("1.2.3.4") == NOWHERE


BAD_ANSWERS = {
    "time-out": {"exception": TimeoutError()},
    "broken connection": {"exception": aiohttp.ServerDisconnectedError()},
    "certificate": {"exception": aiohttp.ClientConnectionError("certificate")},
    "surprise": {"exception": RuntimeError("?")},
    "500": {"status": 500},
    "401": {"status": 401},
    "redirect": {"status": 302, "headers": {"Location": "https://evil.example/"}},
    "garbage": {"body": b"\x00\xff<html>"},
    "empty": {"body": b""},
    "huge": {"body": b'{"a":"' + b"x" * 70_000 + b'"}'},
    "deep": {"body": b"[" * 60_000},
    "a list": {"payload": [LOS_ANGELES]},
    "a number": {"payload": 7},
    "not UTF-8": {"body": b'{"city":"\xff"}'},
}


@pytest.mark.parametrize("kind", sorted(BAD_ANSWERS))
async def test_a_bad_answer_leaves_the_place_unknown_and_the_service_up(service, network, kind):
    network.get(url("1.2.3.4"), **BAD_ANSWERS[kind])
    await asked(service, network)
    assert service.find("1.2.3.4") is None
    network.get(url("5.6.7.8"), payload=LOS_ANGELES)
    assert (await answered(service, "5.6.7.8")).country == "US"


async def test_wrong_types_are_left_out(service, network):
    answer = {"countryCode": "US", "city": {"a": 1}, "lat": "x", "lon": None, "zip": 90001}
    network.get(url("1.2.3.4"), payload=answer)
    assert await answered(service) == Place("US", postal="90001")


async def test_a_redirect_is_not_followed(service, network):
    network.get(url("1.2.3.4"), status=301, headers={"Location": "https://evil.example/"})
    network.get("https://evil.example/", payload=LOS_ANGELES)
    await asked(service, network)
    assert calls(network) == 1


@pytest.mark.parametrize("kind", ["time-out", "500", "garbage", "huge", "redirect"])
async def test_the_breaker_opens_after_five_failures_and_closes_again(service, network, kind):
    for last in range(5):
        network.get(url(f"1.2.{last}.1"), **BAD_ANSWERS[kind])
        assert not service.is_resting
        await asked(service, network, f"1.2.{last}.1")
    assert service.is_resting
    network.get(url("5.6.7.8"), payload=LOS_ANGELES)
    assert (await answered(service, "5.6.7.8")).country == "US"
    assert not service.is_resting
    assert calls(network) == 6


async def test_while_the_breaker_is_open_nobody_is_asked(session, network):
    async with GeoService.open(TEMPLATE, session, pause=3600) as service:
        for last in range(5):
            network.get(url(f"1.2.{last}.1"), status=500)
            await asked(service, network, f"1.2.{last}.1")
        for last in range(100):
            service.ask(f"5.6.{last}.1", pytest.fail)
        await asyncio.sleep(0)
        assert calls(network) == 5


async def test_a_failed_try_opens_the_breaker_again(session, network):
    async with GeoService.open(TEMPLATE, session, pause=0.02) as service:
        for last in range(6):
            network.get(url(f"1.2.{last}.1"), status=500)
            await asked(service, network, f"1.2.{last}.1")
        assert service.is_resting


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({"Retry-After": "7"}, 7),
        ({"X-Ttl": "9"}, 9),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, 60),
        ({"Retry-After": "99999999999999999999"}, 60),
        ({"Retry-After": "999999999"}, 86_400),
        ({}, 60),
    ],
)
async def test_429_opens_the_breaker_at_once_for_as_long_as_asked(session, network, headers, pause):
    async with GeoService.open(TEMPLATE, session, clock=lambda: 0.0) as service:
        network.get(url("1.2.3.4"), status=429, headers=headers)
        await asked(service, network)
        assert service.is_resting
        assert service._breaker.wait() == pause


async def test_too_many_said_with_status_200_counts_as_429(service, network):
    network.get(url("1.2.3.4"), payload=FAILURES["ipapi.co, too many"])
    await asked(service, network)
    assert service.is_resting
    assert service.find("1.2.3.4") is None


async def test_the_last_allowed_answer_is_used_and_then_the_service_rests(session, network):
    async with GeoService.open(TEMPLATE, session, clock=lambda: 0.0) as service:
        network.get(url("1.2.3.4"), payload=LOS_ANGELES, headers={"X-Rl": "0", "X-Ttl": "33"})
        assert (await answered(service)).country == "US"
        assert service._breaker.wait() == 33


async def test_what_waits_is_bounded(session, network):
    async with GeoService.open(TEMPLATE, session, clock=lambda: 0.0) as service:
        service._breaker.open(3600)
        for high in range(20):
            for low in range(256):
                service.ask(f"8.{high}.{low}.1", pytest.fail)
                service.ask("9.9.9.9", pytest.fail)
        assert len(service._waiting) <= MOST_NETWORKS_WAITING
        assert max(len(told) for told in service._waiting.values()) <= 100


async def test_a_listener_that_fails_does_not_keep_the_next_from_hearing(service, network, caplog):
    network.get(url("1.2.3.4"), payload=LOS_ANGELES)
    told = []
    service.ask("1.2.3.4", {}.pop)
    service.ask("1.2.3.4", told.append)
    await eventually(lambda: told)
    assert "could not be passed on" in caplog.text


async def test_neither_address_nor_token_is_logged(service, network, caplog):
    with caplog.at_level(logging.DEBUG, logger="tracker"):
        for _ in range(5):
            network.get(url("1.2.3.4"), exception=aiohttp.InvalidURL(url("1.2.3.4")))
            await asked(service, network)
    assert "geo.example is left alone" in caplog.text
    assert "1.2.3.4" not in caplog.text
    assert "hush" not in caplog.text
