"""What the live page comes with; tests/browser/live/test_first_frame.py holds it against what the
script would write."""

import json
import re
from html import unescape
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.web.live.live_views import view
from tests.web.sites.owners import add_site, visit
from tracker.domain.visits import AWAY_FOR, GONE_AFTER
from tracker.services.live import follow
from tracker.storage.log import file_log
from tracker.storage.sites.sites import Site
from tracker.web.live import first_frame
from tracker.web.live.first_rows import lasted, script_number
from tracker.web.live.told_visits import told_visits


@pytest.fixture
async def ada(as_user: AsUser) -> TestClient:
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient) -> Site:
    return await add_site(ada)


async def page_of(browser: TestClient, site: Site, query: str = "") -> str:
    answer = await browser.get(f"/sites/{site.id}/live{query}")
    assert answer.status == 200
    return await answer.text()


def titles(page: str) -> list[str]:
    return [unescape(each) for each in re.findall(r'class="title"[^>]*>(.*?)</button>', page)]


def data_of(page: str) -> Any:
    found = re.search(r'<script type="application/json" id="first">(.*?)</script>', page, re.DOTALL)
    return json.loads(found[1]) if found else None


def number_of(page: str) -> list[str]:
    return re.findall(r'id="(?:number|noun|sum)"[^>]*>(.*?)<', page)


async def test_page_and_socket_have_each_row_once(ada: TestClient, site: Site) -> None:
    await visit(ada, site, "/before", title="Before")
    page = await page_of(ada, site)
    assert titles(page) == ["Before"]
    assert number_of(page) == ["1", "visitor now", "1 pageview in 30 min"]
    assert 'id="empty" hidden' in page
    messages = data_of(page)["messages"]
    assert [each["type"] for each in messages] == ["hello", "event", "ready"]
    await visit(ada, site, "/after", title="After")
    cursor = f"?cursor={messages[0]['log']}-{messages[-1]['cursor']}"
    async with view(ada, site, cursor) as socket:
        told = await socket.until("ready")
    assert [each["path"] for each in told if each["type"] == "event"] == ["/after"]


async def test_the_days_visitors_stand_beside_the_half_hours_pageviews(
    ada: TestClient, site: Site
) -> None:
    for path in ("/", "/pricing"):
        await visit(ada, site, path)
    said = re.search(r'<span id="today-visitors"([^>]*)>(.*?)</span>', await page_of(ada, site))
    assert said
    assert (said[1], said[2]) == (' data-count="1" title="1"', "1 visitor today")
    assert f'<a id="to-reports" href="/sites/{site.id}?period=today"' in await page_of(ada, site)
    filtered = await page_of(ada, site, "?page=/")
    assert '<span id="today-visitors"></span>' in filtered


async def test_a_wall_is_one_before_any_script(ada: TestClient, site: Site) -> None:
    assert '<body class="screen">' in await page_of(ada, site, "?screen")
    assert "<body>" in await page_of(ada, site)


async def test_an_empty_site_says_so_at_once(ada: TestClient, site: Site) -> None:
    page = await page_of(ada, site)
    assert (titles(page), number_of(page)[0]) == ([], "0")
    assert '<div class="empty" id="empty">' in page
    assert 'id="empty-filtered" hidden' in page
    assert '<p class="help" id="here-empty">' in page


async def test_filters_of_the_address_hold_for_the_first_frame(ada: TestClient, site: Site) -> None:
    await visit(ada, site, "/docs", title="Docs")
    await visit(ada, site, "/docs", title="Docs", name="Signup")
    assert titles(await page_of(ada, site, "?event=Signup")) == ["Docs"]
    page = await page_of(ada, site, "?event=Nothing&page=%3Cb%3E")
    assert titles(page) == []
    assert number_of(page) == ["0", "of 1 visitor now", ""]
    assert '<b class="cut"><bdi>&lt;b&gt;</bdi></b>' in page
    assert '<div class="empty" id="empty-filtered">' in page


async def test_markup_ends_no_script(ada: TestClient, site: Site) -> None:
    await visit(ada, site, "/x", title="</script><!--<script>")
    page = await page_of(ada, site)
    assert data_of(page)["messages"][1]["title"] == "</script><!--<script>"
    assert titles(page) == ["</script><!--<script>"]


async def test_a_log_that_takes_long_is_told_by_the_socket(
    ada: TestClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await visit(ada, site, "/slow")
    monkeypatch.setattr(first_frame, "PATIENCE", 0)
    page = await page_of(ada, site)
    assert (titles(page), data_of(page), number_of(page)[0]) == ([], None, "–")
    assert 'id="empty" hidden' in page


async def test_what_is_answered_in_parts_is_whole(
    ada: TestClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        await visit(ada, site, f"/{number}")
    monkeypatch.setattr(file_log, "RANGE", 1)
    monkeypatch.setattr(follow, "MOST_READS", 1)
    messages = data_of(await page_of(ada, site))["messages"]
    assert [each["type"] for each in messages] == ["hello", *["event"] * 5, "ready"]


async def test_without_a_script_the_page_says_that_it_stands_still(
    ada: TestClient, site: Site
) -> None:
    assert "<noscript><p" in await page_of(ada, site)


def event(cursor: int, visit: str, at: int = 0, **more: Any) -> dict[str, Any]:
    told = {"type": "event", "cursor": cursor, "at": at, "visit": visit, "name": "pageview"}
    return told | {"path": "/", "title": "", "place": {}, "new": True, "channel": ""} | more


def test_removals_take_visits_along() -> None:
    events = [event(1, "a", at=1), event(2, "b", at=5), event(3, "c", at=9)]
    for removal, left in (
        ({"visit": "b"}, ["c", "a"]),
        ({"visit": "-1", "before": 9}, ["c"]),
        ({"visit": "", "upto": 1}, ["c", "b"]),
        ({"visit": ""}, ["c", "b", "a"]),
    ):
        told = [*events, {"type": "removal", "cursor": 4, "at": 9} | removal]
        assert [each.id for each in told_visits(told, 10)] == left


def test_who_gave_no_sign_has_gone() -> None:
    hidden = {"type": "leave", "cursor": 3, "at": 0, "visit": "hidden", "path": "/"}
    hidden |= {"state": "hidden", "engaged": 0}
    told = [event(1, "quiet"), event(2, "hidden"), hidden]
    for now, gone in ((AWAY_FOR - 1, 0), (AWAY_FOR, 1), (GONE_AFTER - 1, 1), (GONE_AFTER, 2)):
        assert sum(each.is_gone for each in told_visits(told, now)) == gone


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (3, "3"),
        (3.0, "3"),
        (-0.5, "-0.5"),
        (0.0, "0"),
        (2**53 - 1, "9007199254740991"),
        (12345678901234567890, "12345678901234567000"),
        (1e21, "1e+21"),
        (1.5e-7, "1.5e-7"),
        (0.000001, "0.000001"),
    ],
)
def test_numbers_are_written_as_a_script_would(value: float, said: str) -> None:
    assert script_number(value) == said


@pytest.mark.parametrize(
    ("milliseconds", "said"),
    [
        (1, "1 s"),
        (59_499, "59 s"),
        (60_000, "1 min"),
        (130_000, "2 min 10 s"),
        (3_840_000, "1 h 4 min"),
    ],
)
def test_times_are_written_as_a_script_would(milliseconds: int, said: str) -> None:
    assert lasted(milliseconds).replace("\u00a0", " ") == said
