"""Looking back: a moment of the past is told as the live view was told of it then."""

import html
import json
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.conftest import AsUser
from tests.eventually import PATIENCE
from tests.web.live.live_views import view
from tests.web.sites.owners import FIREFOX, add_site, visit
from tests.web.sites.teams import join
from tracker.domain import days
from tracker.domain.moments import moment_text, read_moment
from tracker.domain.reports.annotations import Annotation
from tracker.services.sites.kept_for_reports import add_annotation
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.live.told_visits import told_visits

TICKS = ["00:00", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00"]


@pytest.fixture
async def ada(as_user: AsUser) -> TestClient:
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient) -> Site:
    return await add_site(ada, zone="Europe/Berlin")


async def send(browser: TestClient, site: Site, who: int, path: str = "/", **more: Any) -> None:
    hit = {"name": "pageview", "url": f"https://example.com{path}", "id": f"{who}{path}"} | more
    headers = {"User-Agent": f"{FIREFOX} number {who}"}
    answer = await browser.post(f"/visit/{site.key}", data=json.dumps(hit), headers=headers)
    assert answer.status == 204


async def told(browser: TestClient, site: Site, **query: int) -> dict[str, Any]:
    answer = await browser.get(f"/sites/{site.id}/live/past", params=query)
    assert answer.status == 200
    found: dict[str, Any] = await answer.json()
    return found


def shown(messages: list[dict[str, Any]], now: int) -> tuple[list[Any], int]:
    """The rows as they stand in the feed, and how many are here."""
    visits = told_visits(messages, now)
    rows = [(each.id, each.last["path"], each.is_gone, each.is_away) for each in visits]
    return rows, sum(not each.is_gone for each in visits)


def is_told(messages: list[dict[str, Any]], head: int, now: int) -> bool:
    """Whether the socket has said all that there is."""
    numbers = [each["now"] for each in messages if each["type"] == "presence"]
    cursors = [each["cursor"] for each in messages if each["type"] != "hello" and "cursor" in each]
    return numbers[-1:] == [now] and max(cursors, default=0) >= head


async def a_busy_hour(ada: TestClient, site: Site, clock: Clock) -> list[tuple[int, Any, int]]:
    """What was shown at some moments: by an open view, and by the socket's number."""
    seen = []
    async with view(ada, site) as socket:
        messages = await socket.until("ready")
        for number in range(24):
            await send(ada, site, number % 9, f"/{number}")
            clock.forward(seconds=40)
            state = ("left", "hidden", "hidden")[number % 3]
            if number % 2:
                leave = {"name": "leave", "state": state, "engaged": 9000, "depth": 50}
                await send(ada, site, number % 9, f"/{number}", **leave)
            clock.forward(seconds=50)
            if number % 6 == 3:
                await send(ada, site, number % 9, f"/{number}", name="leave", state="back")
            if number % 5 == 0:
                await send(ada, site, number % 9, f"/{number}", name="Order", id=f"o{number}")
            clock.forward(minutes=2)
            ada.app[keys.PRESENCE].sweep(clock())
            now = ada.app[keys.PRESENCE].now(site.id)
            ada.app[keys.LIVE].tell(site.id, ada.app[keys.PRESENCE].of(site.id).message())
            head = ada.app[keys.LOG].head
            while not is_told(messages, head, now):
                messages += json.loads(await socket.socket.receive_str(timeout=PATIENCE))
            told_live = [each for each in messages if each["type"] not in ("presence", "hello")]
            seen.append((clock(), shown(told_live, clock())[0], now))
            clock.forward(seconds=5)
    return seen


async def test_a_moment_has_the_rows_and_the_number_that_were_live_then(
    ada: TestClient, site: Site, clock: Clock
) -> None:
    clock.stop()
    seen = await a_busy_hour(ada, site, clock)
    clock.forward(days=2)
    assert len({now for _, _, now in seen}) > 3
    for at, rows, here in seen:
        page = await told(ada, site, at=at)
        assert shown(page["messages"], at) == (rows, here)
        assert "is_about" not in page
    (first, _, _), (last, rows, here) = seen[2], seen[-1]
    messages, at = (await told(ada, site, at=first))["messages"], first
    while at < last:  # it is played from there on
        page = await told(ada, site, since=at, until=min(at + 400_000, last))
        assert all(at <= each["at"] < page["until"] for each in page["messages"])
        messages, at = messages + page["messages"], page["until"]
    assert shown(messages, last) == (rows, here)


async def test_what_has_not_come_yet_is_refused_with_a_sentence(
    ada: TestClient, site: Site, clock: Clock
) -> None:
    clock.stop()
    soon = clock() + 60_000
    for path in (f"live/past?at={soon}", f"live/past?since={soon}", f"live/day?at={soon}"):
        answer = await ada.get(f"/sites/{site.id}/{path}")
        assert answer.status == 400
        assert "has not come yet" in await answer.text()
    answer = await ada.get(f"/sites/{site.id}/live?at=2199-01-01T00:00")
    assert answer.status == 400
    assert "That moment has not come yet." in await answer.text()
    answer = await ada.get(f"/sites/{site.id}/live?at=yesterday")
    assert answer.status == 400
    assert "Write the moment as 2026-11-29T21:04" in await answer.text()


async def test_only_who_is_on_the_site_looks_back(
    ada: TestClient, site: Site, as_user: AsUser
) -> None:
    await visit(ada, site, "/")
    eve = await as_user("eve")
    for path in ("live?at=2026-01-01T00:00", "live/past?at=1", "live/day?at=1"):
        assert (await eve.get(f"/sites/{site.id}/{path}")).status == 404
    await join(ada, site, "eve", "viewer")
    for path in ("live?at=2026-01-01T00:00", "live/past?at=1", "live/day?at=1"):
        assert (await eve.get(f"/sites/{site.id}/{path}")).status == 200


@pytest.mark.parametrize(
    ("date", "hours"), [("2026-10-25", 25), ("2026-03-29", 23), ("2026-03-28", 24)]
)
async def test_a_day_is_as_long_as_the_sites_clocks_say(
    ada: TestClient, site: Site, date: str, hours: int
) -> None:
    at = read_moment(f"{date}T12:00", ZoneInfo(site.time_zone))
    day = await (await ada.get(f"/sites/{site.id}/live/day?at={at}")).json()
    assert (day["end"] - day["start"]) == hours * 3_600_000
    assert [said for _, said in day["ticks"]] == TICKS
    assert day["plain"] == (hours == 24)
    assert len(day["visits"]) == hours * 6


async def test_the_curve_has_the_days_visits_and_what_was_noted(
    ada: TestClient, site: Site, clock: Clock
) -> None:
    clock.stop()
    await send(ada, site, 1)
    await send(ada, site, 2)
    at = clock()
    today = days.local_day(at, ZoneInfo(site.time_zone)).date
    note = Annotation(id=0, site_id=site.id, day=today, words="Launch", user_id=None)
    await add_annotation(ada.app[keys.KEPT], note, at)
    clock.forward(days=1)
    page = await (await ada.get(f"/sites/{site.id}/live/day?at={at}")).json()
    assert page["visits"][(at - page["start"]) // page["step"]] == 2
    assert sum(page["visits"]) == 2
    assert page["notes"] == ["Launch"]
    assert (await (await ada.get(f"/sites/{site.id}/live/day?at={clock()}")).json())["notes"] == []


async def test_without_scripts_the_minute_is_a_list(
    ada: TestClient, site: Site, clock: Clock
) -> None:
    clock.stop()
    clock.now = clock.now // 60_000 * 60_000 + 5_000
    await send(ada, site, 1, "/first", title="First")
    await send(ada, site, 2, "/second", title="Second")
    clock.forward(minutes=1)
    await send(ada, site, 3, "/later", title="Later")
    clock.forward(hours=3)
    proposed = f"/sites/{site.id}/live?at={await moment_of(ada, site)}"
    page = await (await ada.get(proposed)).text()
    titles = re.findall(r'class="title"[^>]*>(.*?)</button>', page)
    assert titles == ["Second", "First"]
    assert "these are the 2 visits that did something within this minute" in page
    ways = {
        said: html.unescape(to) for to, said in re.findall(r'<a href="([^"]*)">(A [^<]*)<', page)
    }
    assert list(ways) == ["A minute earlier", "A minute later"]
    later = await (await ada.get(ways["A minute later"])).text()
    assert re.findall(r'class="title"[^>]*>(.*?)</button>', later) == ["Later"]
    filtered = await (await ada.get(f"{proposed}&page=/first")).text()
    assert re.findall(r'class="title"[^>]*>(.*?)</button>', filtered) == ["First"]
    assert "page=%2Ffirst&amp;at=" in filtered
    nothing = await (await ada.get(f"/sites/{site.id}/live?at=2026-01-01T00:00")).text()
    assert "within this minute no visit did anything" in nothing
    assert "The first visit that is kept was on" in nothing


async def moment_of(ada: TestClient, site: Site) -> str:
    """How an address names the site's first event."""
    page = await told(ada, site, since=0, until=1)
    return moment_text(page["next"], ZoneInfo(site.time_zone))
