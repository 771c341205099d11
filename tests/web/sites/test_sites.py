"""Adding, changing and deleting a site, through the front door."""

import html
import re

import pytest
from aiohttp.test_utils import TestClient

from tests.clock import Clock
from tests.conftest import AsUser
from tests.eventually import eventually
from tests.making import event, visitor
from tests.web.sites.owners import FIREFOX, MINE, add_site, error_of, visit
from tracker.domain.agents import Agent
from tracker.web import keys

SETTINGS = {"name": "example.com", "time_zone": "UTC", "hosts": "", "keep_address": "no"}


async def test_a_new_site_leads_to_its_set_up_page(as_user: AsUser) -> None:
    ada = await as_user("ada")
    sent = {"name": "https://Example.com/blog", "time_zone": "Europe/Berlin"}
    answer = await ada.post("/sites/new", data=sent)
    site = next(iter(ada.app[keys.SITES].by_id.values()))
    assert answer.url.path == f"/sites/{site.id}/setup"
    assert (site.name, site.time_zone, site.hosts) == ("example.com", "Europe/Berlin", ())


async def test_a_stranger_is_sent_to_the_log_in_page_and_back(client: TestClient) -> None:
    answer = await client.get("/sites/new", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/login?next=/sites/new")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Type the site’s address"),
        ("name", " \t", "Type the site’s address"),
        ("name", "x" * 101, "at most 100 letters"),
        ("name", "ä" * 51, "at most 100 letters"),
        ("time_zone", "Middle/Earth", "Choose a time zone"),
        ("time_zone", "../../etc/passwd", "Choose a time zone"),
        ("time_zone", "", "Choose a time zone"),
    ],
)
async def test_a_wrong_value_is_named_next_to_its_field(
    as_user: AsUser, field: str, value: str, said: str
) -> None:
    ada = await as_user("ada")
    sent = {"name": "example.com", "time_zone": "UTC"} | {field: value}
    answer = await ada.post("/sites/new", data=sent)
    assert answer.status == 422
    assert said in (error_of(await answer.text(), field) or "")
    assert ada.app[keys.SITES].by_id == {}


async def test_settings_hold_for_the_next_hit(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    assert "X-Tracker-Refused" not in (await visit(ada, site)).headers
    sent = SETTINGS | {"hosts": "https://shop.example/cart\nwww.blog.example"}
    answer = await ada.post(f"/sites/{site.id}/settings", data=sent)
    assert "Saved." in await answer.text()
    assert (await visit(ada, site)).headers["X-Tracker-Refused"] == "host"
    allowed = await visit(ada, site, url="https://blog.example/waves")
    assert "X-Tracker-Refused" not in allowed.headers


async def test_what_was_saved_is_shown_again(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    sent = {
        "name": "The shop",
        "time_zone": "Asia/Kathmandu",
        "hosts": "a.example, b.example",
        "keep_address": "masked",
    }
    page = await (await ada.post(f"/sites/{site.id}/settings", data=sent)).text()
    assert 'value="The shop"' in page
    assert '<option selected value="Asia/Kathmandu">' in page
    assert "a.example\nb.example</textarea>" in page
    assert 'checked id="keep_address-1"' in page


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Type the site’s address"),
        ("time_zone", "Mars/Olympus", "Choose a time zone"),
        ("hosts", "*.example.com", "“*.example.com” is not a host name"),
        ("hosts", "<script>", "“<script>” is not a host name"),
        ("hosts", "\n".join(f"{n}.example" for n in range(51)), "at most 50 hosts"),
        ("keep_address", "sometimes", "Choose one of the three"),
    ],
)
async def test_a_wrong_setting_changes_nothing(
    as_user: AsUser, field: str, value: str, said: str
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    answer = await ada.post(f"/sites/{site.id}/settings", data=SETTINGS | {field: value})
    page = await answer.text()
    assert answer.status == 422
    assert said in (error_of(page, field) or html.unescape(page))
    assert ada.app[keys.SITES].by_id[site.id] == site


async def test_a_site_is_deleted_once_its_name_is_typed(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    await visit(ada, site)
    page = await (await ada.get(f"/sites/{site.id}/settings")).text()
    assert "Delete example.com and its 1 event<" in page
    answer = await ada.post(f"/sites/{site.id}/delete", data=MINE | {"confirm": " Example.com "})
    assert answer.url.path == "/"
    assert "No sites yet" in await answer.text()
    assert (await visit(ada, site)).status == 404

    async def is_erased() -> bool:
        return await ada.app[keys.DATABASE].read("select * from event") == []

    await eventually(is_erased)


@pytest.mark.parametrize("typed", ["", "example", "example.com.evil"])
async def test_a_site_stays_while_its_name_is_not_typed(as_user: AsUser, typed: str) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    answer = await ada.post(f"/sites/{site.id}/delete", data=MINE | {"confirm": typed})
    assert answer.status == 422
    assert "Type example.com exactly" in (error_of(await answer.text(), "confirm") or "")
    assert site.id in ada.app[keys.SITES].by_id


async def test_a_name_cannot_bring_markup_into_a_page(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada, "<img src=x onerror=alert(1)>")
    for path in ("/", f"/sites/{site.id}", f"/sites/{site.id}/setup", f"/sites/{site.id}/settings"):
        assert "<img src=x" not in await (await ada.get(path)).text()


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        (FIREFOX, "Firefox 140 · Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
            "(KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
            "Safari 17 · iOS 17",
        ),
        (
            FIREFOX.replace("X11; Linux x86_64", "Windows NT 10.0; Win64; x64"),
            "Firefox 140 · Windows",
        ),
    ],
)
async def test_the_plain_page_names_browsers_with_their_versions(
    as_user: AsUser, agent: str, shown: str
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    body = {"url": "https://example.com/"}
    await ada.post(f"/visit/{site.key}", json=body, headers={"User-Agent": agent})
    page = await (await ada.get(f"/sites/{site.id}")).text()
    assert f"<td>{shown}</td>" in page


async def test_an_agent_that_says_little_is_shown_without_versions(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    await ada.app[keys.LOG].append([event(1, who=visitor(1, site.id))])
    nobody = visitor(2, site.id)
    nobody.agent = Agent("", "", "")
    await ada.app[keys.LOG].append([event(2, who=nobody)])
    page = await (await ada.get(f"/sites/{site.id}")).text()
    assert "<td>Firefox · Linux</td>" in page
    assert "<td>–</td>" in page


async def test_the_plain_page_counts_today_without_tests(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    await visit(ada, site, "/", title="Front")
    await visit(ada, site, "/pricing")
    await visit(ada, site, "/pricing", name="Signup", properties={"plan": "pro"})
    token = ada.app[keys.TEST_TOKENS].issue(site.id)
    await visit(ada, site, "/test", name="test", token=token)
    page = await (await ada.get(f"/sites/{site.id}")).text()
    figures = [part.split(">")[-1] for part in page.split("</dd>")[:-1]]
    assert figures == ["1", "1", "2", "1"]
    for shown in ("Front", "/pricing", "Signup", "Test", "<td>Firefox 140 · Linux</td>"):
        assert shown in page


@pytest.mark.parametrize(
    ("language", "today", "before"),
    [("en", "21 Nov 2026", "20 Nov 12:00:00"), ("de", "21. Nov. 2026", "20. Nov. 12:00:00")],
)
async def test_a_day_is_written_as_its_reader_writes_it(
    as_user: AsUser, clock: Clock, language: str, today: str, before: str
) -> None:
    clock.stop()
    clock.now = 1_795_176_000_000  # 2026-11-20 12:00 UTC
    ada = await as_user("ada")
    site = await add_site(ada)
    await visit(ada, site, "/yesterday")
    clock.forward(days=1)
    await visit(ada, site, "/today")
    asked = {"Accept-Language": language}
    page = await (await ada.get(f"/sites/{site.id}", headers=asked)).text()
    assert f'<p class="meta">{today} · UTC</p>' in page
    times = [part.split(">")[-1].strip() for part in page.split("</time>")[:-1]]
    assert times == ["12:00:00", before]


async def test_a_site_without_visits_says_what_to_do(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    page = await (await ada.get(f"/sites/{site.id}")).text()
    assert "Nobody has come yet" in page
    assert f'href="/sites/{site.id}/setup"' in page


async def test_refusals_are_counted_for_the_owner(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    for _ in range(3):
        await visit(ada, site, excluded=True)
    body = {"url": "https://example.com/secret"}
    private = {"User-Agent": FIREFOX, "Sec-GPC": "1"}
    assert (await ada.post(f"/visit/{site.key}", json=body, headers=private)).status == 204
    page = await (await ada.get(f"/sites/{site.id}")).text()
    counted = re.findall(r"<b>([^<]+)</b>.*?<td class=\"number\">(\d+)<", page)
    assert counted == [("Excluded itself", "3"), ("Asked not to be counted", "1")]
    assert "secret" not in page
