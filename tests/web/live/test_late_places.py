"""A geolocation service answers late, and only beside the recording."""

import json

import pytest
from aioresponses import aioresponses

from tests.eventually import eventually
from tests.web.live.live_views import view
from tests.web.sites.owners import FIREFOX
from tracker.app import create_app
from tracker.config import Config
from tracker.domain.blocks.block import Block
from tracker.web import keys

SERVICE = "http://places.example/json/1.2.3.4"
FOUND = {
    "country_code": "US",
    "region_name": "California",
    "city": "Los Angeles",
    "zip_code": "90001",
    "latitude": 34.05,
    "longitude": -118.25,
}


@pytest.fixture
def config(data_dir) -> Config:
    return Config(
        data_dir=data_dir,
        port=0,
        environment="test",
        trusted_proxies=("127.0.0.1",),
        geo_url="http://places.example/json/{ip}",
    )


@pytest.fixture
def app(config):
    return create_app(config)


@pytest.fixture
def service(client):
    with aioresponses(passthrough=[str(client.make_url("/"))]) as mocked:
        yield mocked


@pytest.fixture
async def site(client, make_user):
    ada = await make_user("ada")
    return await client.app[keys.SITES].add(ada.id, "example.com", "Europe/Berlin", 0)


async def visit(client, site, number=1):
    hit = {"url": "https://example.com/", "id": f"visit-{number}"}
    headers = {"X-Forwarded-For": "1.2.3.4", "User-Agent": FIREFOX}
    return await client.post(f"/visit/{site.key}", data=json.dumps(hit), headers=headers)


async def rows(client, site):
    log = client.app[keys.LOG]
    return await log.read_after(site.id, 0, log.head)


async def test_a_late_place_becomes_a_correction_of_its_visit(client, site, service):
    service.get(SERVICE, payload=FOUND)
    assert (await visit(client, site)).status == 204

    async def both():
        found = await rows(client, site)
        return found if len(found) == 2 else None

    event, correction = await eventually(both)
    assert event.place.city == ""
    assert correction.visit == event.visit
    assert (correction.place.city, correction.place.postal) == ("Los Angeles", "90001")


async def test_a_late_place_is_told_to_those_who_watch(client, site, service, as_user):
    ada = await as_user("ada")
    async with view(ada, site) as watching:
        await watching.until("ready")
        service.get(SERVICE, payload=FOUND)
        await visit(client, site)
        told = await watching.until("place")
    event, late = (each for each in told if each["type"] in ("event", "place"))
    assert event["place"] == {}
    assert late["visit"] == event["visit"]
    assert late["place"]["city"] == "Los Angeles"


async def test_a_late_place_is_on_the_plain_page_and_in_older_events(
    client, site, service, as_user
):
    service.get(SERVICE, payload=FOUND)
    await visit(client, site)
    await eventually(lambda: client.app[keys.LOG].head == 2)
    ada = await as_user("ada")
    page = await ada.get(f"/sites/{site.id}?tab=cities&wait")
    assert "<bdi>Los Angeles</bdi>" in await page.text()
    older = await (await ada.get(f"/sites/{site.id}/events")).json()
    assert [each["place"]["city"] for each in older["messages"]] == ["Los Angeles"]


async def test_a_country_that_is_found_late_is_blocked_from_then_on(client, site, service):
    block = {"note": "", "user_id": site.owner_id, "created_at": 1}
    await client.app[keys.BLOCKS].add(
        Block(id=0, site_id=site.id, kind="country", of="US", **block)
    )
    service.get(SERVICE, payload=FOUND)
    assert "X-Tracker-Refused" not in (await visit(client, site, 1)).headers
    await eventually(lambda: client.app[keys.LOG].head == 2)
    assert (await visit(client, site, 2)).headers["X-Tracker-Refused"] == "blocked"


async def test_one_visitor_is_asked_about_once(client, site, service):
    service.get(SERVICE, payload=FOUND)
    await visit(client, site, 1)
    await eventually(lambda: client.app[keys.LOG].head == 2)
    await visit(client, site, 2)
    assert sum(map(len, service.requests.values())) == 1
    assert (await rows(client, site))[-1].place.city == "Los Angeles"


async def test_a_silent_service_delays_no_answer(client, site, service):
    service.get(SERVICE, exception=TimeoutError(), repeat=True)
    answers = [(await visit(client, site, number)).status for number in range(50)]
    assert answers == [204] * 50
    assert len(await rows(client, site)) == 50


async def test_a_leave_without_its_visit_asks_nobody(client, site, service):
    service.get(SERVICE, payload=FOUND, repeat=True)
    leave = {"name": "leave", "state": "left", "url": "https://example.com/", "id": "gone"}
    headers = {"X-Forwarded-For": "1.2.3.4", "User-Agent": FIREFOX}
    answer = await client.post(f"/visit/{site.key}", data=json.dumps(leave), headers=headers)
    assert answer.status == 204
    assert not service.requests
    await visit(client, site)
    await eventually(lambda: client.app[keys.LOG].head == 2)
    first, place = await rows(client, site)
    assert place.visit == first.visit
