"""An owner makes badges; anybody's pages show them, and nothing but their number."""

from __future__ import annotations

import html
import json
import re
from xml.etree import ElementTree

import pytest
from aiohttp.test_utils import TestClient

from tests.audited import acts
from tests.clock import Clock
from tests.conftest import AsUser
from tests.eventually import eventually
from tests.web.reports.watched import come
from tests.web.sites.owners import error_of
from tests.web.sites.teams import join
from tracker.domain.reports.question import Unavailable
from tracker.services.limits.strangers import WRONG
from tracker.storage.sites import badges
from tracker.storage.sites.badges import badges_of
from tracker.storage.sites.sites import Site
from tracker.web import keys


async def make(owner: TestClient, site: Site, **chosen: str) -> str:
    """The path of a new badge, without its kind."""
    answer = await owner.post(f"/sites/{site.id}/badges", data={"figure": "now"} | chosen)
    page = await answer.text()
    assert answer.status == 200, page
    newest = (await badges_of(owner.app[keys.KEPT], site.id))[0]
    assert f"/badge/{newest.token}.svg" in page
    return f"/badge/{newest.token}"


async def said(browser: TestClient, path: str) -> tuple[str, str]:
    """Label and number."""
    answer = await browser.get(f"{path}.json")
    assert answer.status == 200
    told = await answer.json()
    return told["label"], told["message"]


async def test_each_figure_is_of_the_site_or_of_one_page(
    ada: TestClient, site: Site, client: TestClient, clock: Clock
) -> None:
    made = {
        ("now", ""): "2",
        ("now", "/pricing"): "1",
        ("today", ""): "3",
        ("today", "https://example.com/pricing?x"): "1",
        ("last_28_days", ""): "3",
        ("all", "/nowhere"): "0",
    }
    found = {}
    for figure, page in made:
        path = await make(ada, site, figure=figure, page=page)
        found[figure, page] = (await said(client, path))[1]
    assert found == made


async def test_it_moves_on_within_seconds(
    ada: TestClient, site: Site, client: TestClient, clock: Clock
) -> None:
    path = await make(ada, site, figure="today", label="reads")
    assert await said(client, path) == ("reads", "3")
    await come(ada, site, "/new", place="203.0.113.9")
    assert await said(client, path) == ("reads", "3")

    async def moved_on() -> bool:
        clock.forward(seconds=11)
        return await said(client, path) == ("reads", "4")

    await eventually(moved_on)  # reports are content with what they counted within a second


async def test_every_kind_says_the_same_to_every_page_of_the_world(
    ada: TestClient, site: Site, client: TestClient
) -> None:
    path = await make(ada, site, figure="all", label='Seen & "liked"')
    kinds = {"svg": "image/svg+xml", "png": "image/png", "json": "application/json"}
    for kind, content in kinds.items():
        answer = await client.get(f"{path}.{kind}", headers={"Origin": "https://example.com"})
        assert (answer.status, answer.content_type) == (200, content)
        assert answer.headers["Cache-Control"] == "public, max-age=60"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Set-Cookie" not in answer.headers
    svg = ElementTree.fromstring(await (await client.get(f"{path}.svg")).text())
    assert svg.attrib["aria-label"] == 'Seen & "liked": 3'
    told = await (await client.get(f"{path}.json")).json()
    assert told == {
        "schemaVersion": 1,
        "label": 'Seen & "liked"',
        "message": "3",
        "color": "0b7a5b",
        "cacheSeconds": 60,
    }
    script = await client.get(f"{path}.js")
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert "currentScript" in await script.text()


async def test_the_list_shows_what_to_paste(ada: TestClient, site: Site) -> None:
    path = await make(ada, site, label='[a] "b"')
    page = html.unescape(await (await ada.get(f"/sites/{site.id}/badges")).text())
    address = str(ada.make_url(path))
    assert f'<img src="{address}.svg" alt="[a] &quot;b&quot;" height="20">' in page
    assert f'![(a) "b"]({address}.svg)' in page
    assert f'<script async src="{address}.js"></script>' in page
    assert re.search(r"https://img\.shields\.io/endpoint\?url=http%3A%2F%2F\S+\.json<", page)


async def test_a_removed_one_answers_nothing_at_once(
    ada: TestClient, site: Site, client: TestClient
) -> None:
    path = await make(ada, site)
    await said(client, path)
    [badge] = await badges_of(ada.app[keys.KEPT], site.id)
    for _ in range(2):
        await ada.post(f"/sites/{site.id}/badges/{badge.id}/remove")
    for kind in ("svg", "png", "json"):
        assert (await client.get(f"{path}.{kind}")).status == 404
    assert "No badge yet" in await (await ada.get(f"/sites/{site.id}/badges")).text()
    done = [act for act, _ in await acts(ada) if act.startswith("badge")]
    assert done == ["badge made", "badge removed"]


async def test_who_guesses_is_slowed_down_and_no_shared_link_with_them(
    ada: TestClient, site: Site, client: TestClient, clock: Clock
) -> None:
    path = await make(ada, site)
    for number in range(WRONG + 1):
        assert (await client.get(f"/badge/{number}.svg")).status == 404
    assert (await client.get(f"{path}.svg")).status == 429
    assert (await client.get("/share/x")).status == 404
    clock.forward(seconds=4)
    assert (await client.get(f"{path}.svg")).status == 200


async def test_while_there_are_no_reports_it_shows_a_dash_for_a_second(
    ada: TestClient, site: Site, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(_: object) -> None:
        raise Unavailable("absent", "No DuckDB here.")

    path = await make(ada, site, figure="all")
    monkeypatch.setattr(client.app[keys.FOLLOWED_REPORTS], "answer", failing)
    answer = await client.get(f"{path}.json")
    told = json.loads(await answer.text())
    assert (told["message"], told["isError"]) == ("–", True)
    assert answer.headers["Cache-Control"] == "public, max-age=1"
    assert (await client.get(f"{path}.png")).status == 200


async def test_what_does_not_fit_is_said_beside_its_field(
    ada: TestClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = [
        ({"page": "pricing"}, "page", "Type the page’s path, such as /pricing."),
        ({"page": "http://[x/"}, "page", "Type the page’s path, such as /pricing."),
        ({"label": "x" * 41}, "label", "Use at most 40 letters."),
    ]
    for typed, field, expected in wrong:
        answer = await ada.post(f"/sites/{site.id}/badges", data={"figure": "now"} | typed)
        assert answer.status == 422
        assert error_of(await answer.text(), field) == expected
    other = await ada.post(f"/sites/{site.id}/badges", data={"figure": "money"})
    assert "Choose one of these." in await other.text()
    monkeypatch.setattr(badges, "MOST_BADGES", 0)
    full = await ada.post(f"/sites/{site.id}/badges", data={"figure": "now"})
    text = await full.text()
    assert error_of(text, "label") == "A site has at most 50 badges. Remove one first."


async def test_it_is_called_in_the_language_of_who_makes_it(ada: TestClient, site: Site) -> None:
    german = {"Accept-Language": "de"}
    await ada.post(f"/sites/{site.id}/badges", data={"figure": "now"}, headers=german)
    [badge] = await badges_of(ada.app[keys.KEPT], site.id)
    assert badge.label == "Besucher jetzt"


async def test_only_owners_make_them_and_they_end_with_the_site(
    ada: TestClient, site: Site, as_user: AsUser, client: TestClient, clock: Clock
) -> None:
    path, ben = await make(ada, site), await as_user("ben")
    await join(ada, site, "ben", "editor")
    assert (await ben.get(f"/sites/{site.id}/badges")).status == 403
    assert "Badges" not in await (await ben.get(f"/sites/{site.id}/settings")).text()
    await client.app[keys.SITES].remove(site)
    clock.forward(seconds=6)
    assert (await client.get(f"{path}.svg")).status == 404
