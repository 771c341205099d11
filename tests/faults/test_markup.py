"""Text of strangers stays text on every page and in every message."""

import json
from urllib.parse import quote

import pytest
from aiohttp.test_utils import TestClient
from msgspec import structs

from tests.beacon_load import answer_to, post
from tests.conftest import OUR_PAGE
from tests.faults.shown_markup import MARK, PAYLOADS, Markup, hits_of
from tests.seeded_data import Seeded
from tests.web.asking.routes_sampled import sampled
from tracker.storage.sites.sites import update_site
from tracker.web import keys

pytestmark = pytest.mark.fault

HTML = {"Accept": "text/html"} | OUR_PAGE

PAGES = ("", "/live", "/settings", "/setup", "/reset")  # of a site


def test_there_are_thirty_payloads() -> None:
    assert len(PAYLOADS) >= 30
    assert all(MARK in payload for payload in PAYLOADS)


@pytest.fixture
async def visited(client: TestClient, seeded: Seeded) -> TestClient:
    """A server whose log, site and owner's pages are full of payloads."""
    for payload in PAYLOADS:
        for hit in hits_of(payload):
            request = post(seeded.site.key, hit, headers=f"X-Odd: {payload}\r\n")
            assert (await answer_to(client.port, request)).status in {204, 400}
    return client


async def test_no_page_runs_what_visitors_have_sent(visited: TestClient, seeded: Seeded) -> None:
    as_text = 0
    for path in pages(visited):
        answer = await visited.get(path, headers=HTML | {"Cookie": seeded.cookie})
        if answer.content_type == "text/html":
            markup = Markup(await answer.text())
            assert markup.live == [], path
            as_text += markup.text
    assert as_text >= len(PAYLOADS), "no page has shown them"


def pages(client: TestClient) -> list[str]:
    """Every page of the server, and addresses that no page has."""
    found = [path for route, path in sampled(client.app) if route.method == "GET"]
    ours = [path for path in found if "socket" not in path and not path.startswith("/api/")]
    wrong = [f"/{quote(payload, safe='')}" for payload in PAYLOADS]
    searched = [f"/login?next={quote(payload, safe='')}" for payload in PAYLOADS[:5]]
    return ours + wrong + searched


async def test_messages_are_json_and_say_so(visited: TestClient, seeded: Seeded) -> None:
    headers = {"Cookie": seeded.cookie}
    answer = await visited.get(f"/sites/{seeded.site.id}/events", headers=headers)
    assert answer.content_type == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    told = (await answer.json())["messages"]
    assert sum(MARK in message["title"] for message in told) >= len(PAYLOADS)

    origin = str(visited.make_url("/"))[:-1]
    url = f"/sites/{seeded.site.id}/live/socket"
    async with visited.ws_connect(url, headers=headers | {"Origin": origin}) as socket:
        frame = json.loads((await socket.receive()).data)
    assert frame[0]["type"] == "hello"


async def test_words_of_refusals_are_plain_text(client: TestClient, seeded: Seeded) -> None:
    for payload in PAYLOADS:
        request = post(seeded.site.key, {"url": "x" + payload, payload: payload})
        answer = await answer_to(client.port, request)
        assert answer.status == 400
        assert "Content-Type: text/plain" in answer.head
        assert "X-Content-Type-Options: nosniff" in answer.head


async def test_a_sites_name_and_hosts_are_text_too(client: TestClient, seeded: Seeded) -> None:
    directory = client.app[keys.SITES]
    for payload in PAYLOADS:
        site = structs.replace(seeded.site, name=payload, hosts=(payload,))
        async with client.app[keys.DATABASE].transaction() as tx:
            await update_site(tx, site)
        directory.by_key[site.key] = directory.by_id[site.id] = site
        for path in ("/", *("/sites/1" + each for each in PAGES)):
            answer = await client.get(path, headers=HTML | {"Cookie": seeded.cookie})
            assert Markup(await answer.text()).live == [], path


async def test_the_check_sees_what_would_run() -> None:
    for payload in ("<script>xss(1)</script>", "<img src=x onerror=xss(1)>", "<!--xss(1)-->"):
        assert Markup(f"<p>{payload}</p>").live
    assert Markup('<a href="javascript:xss(1)">').live
    assert Markup('<p title="xss(1)">&lt;script&gt;xss(1)').live == []
