"""The demonstration's visitors behave like the beacon."""

import sys
from collections import Counter
from pathlib import Path
from random import Random

import aiohttp
import pytest

from bench.demo import OWNER
from bench.front_door import Owner, server
from tests.eventually import eventually
from tracker.services.seeding.journeys import PAGES, journey
from tracker.services.seeding.people import HOST, somebody


def journeys(count: int = 400):
    chance = Random(7)
    for _ in range(count):
        person = somebody(chance)
        yield person, list(journey(person, chance))


def test_a_visit_begins_with_a_pageview_of_its_landing_page():
    for person, messages in journeys():
        first = messages[0].body
        assert first["name"] == "pageview"
        assert first["referrer"] == person.referrer
        assert first["url"] == f"https://{person.host}{person.landing}{person.query}"


def test_every_pageview_is_left_once_in_the_end():
    for _, messages in journeys():
        bodies = [message.body for message in messages]
        viewed = [body["id"] for body in bodies if body["name"] == "pageview"]
        assert [body["id"] for body in bodies if body.get("state") == "left"] == viewed


def test_engaged_time_never_shrinks():
    for _, messages in journeys():
        reached: Counter[str] = Counter()
        for body in (message.body for message in messages):
            if body["name"] == "leave":
                assert body["engaged"] >= reached[body["id"]]
                reached[body["id"]] = body["engaged"]


def test_custom_events_name_the_pageview_they_happened_on():
    seen = set()
    for _, messages in journeys():
        pages = {each.body["id"] for each in messages if each.body["name"] == "pageview"}
        for body in (message.body for message in messages):
            if "page" in body:
                assert body["page"] in pages
                seen.add(body["name"])
    assert {"Signup", "Download", "Outbound", "Form", "click"} == seen


def test_event_ids_are_unique():
    ids = [
        message.body["id"]
        for _, messages in journeys()
        for message in messages
        if message.body["name"] != "leave"
    ]
    assert len(ids) == len(set(ids))


def test_people_differ_and_mostly_read_the_site_itself():
    people = [person for person, _ in journeys()]
    assert len({person.address for person in people}) > 350
    assert len({person.user_agent for person in people}) >= 20
    assert 0.9 < sum(person.host == HOST for person in people) / len(people) < 1


def test_every_way_leads_to_a_page_that_exists():
    assert all(target in PAGES for _, onward in PAGES.values() for target in onward)
    assert all(person.landing in PAGES for person, _ in journeys())


@pytest.mark.fault
async def test_a_newcomer_sees_visits_within_a_minute(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    command = [sys.executable, "-m", "bench.demo"]
    settings = {"PORT": "0", "DEMO_DATA_DIR": str(tmp_path / "demo")}
    async with server(command, **settings) as started:
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(started.address, cookie_jar=jar) as browser:
            await Owner(browser, started.address, OWNER).logs_in()

            async def visits_are_listed() -> bool:
                async with browser.get("/sites/1") as page:
                    return HOST in (text := await page.text()) and text.count("<tr") > 3

            await eventually(visits_are_listed, within=60)
    assert capfd.readouterr().err == "", "the log talks over what the newcomer has to read"
