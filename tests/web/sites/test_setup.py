"""The set-up page: the snippet, the test visit, and allowing a host that was refused."""

import re

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.web.sites.owners import FIREFOX, add_site, visit
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.pages.origin import is_loopback


async def setup_page(browser: TestClient, site: Site) -> str:
    return await (await browser.get(f"/sites/{site.id}/setup")).text()


async def test_the_snippet_names_this_server_and_the_site(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    page = await setup_page(ada, site)
    origin = str(ada.make_url("/"))[:-1]
    assert f"{origin}/beacon.js" in page
    assert f"data-site=&#34;{site.key}&#34; data-local" in page
    assert f"{origin}/visit/{site.key}.gif" in page


async def test_what_to_do_if_nothing_arrives_names_the_ways_a_script_is_loaded(
    as_user: AsUser,
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    help_text = (await setup_page(ada, site)).partition("If nothing arrives")[2]
    assert f"{ada.make_url('/beacon.js')}?site={site.key}" in help_text
    for word in ("Tag managers", "delayed", "module", "import()", "bundle", "data-api", "console"):
        assert word in help_text, word


async def test_a_new_site_waits_for_its_first_visit(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    assert 'data-state="waiting">' in await setup_page(ada, site)
    await visit(ada, site)
    assert 'data-state="visited">' in await setup_page(ada, site)


async def test_a_test_visit_does_not_end_the_waiting(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    token = ada.app[keys.TEST_TOKENS].issue(site.id)
    await visit(ada, site, name="test", token=token)
    assert 'data-state="waiting">' in await setup_page(ada, site)


async def test_the_test_page_carries_the_real_script_and_a_token_for_one_visit(
    as_user: AsUser,
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    page = await (await ada.post(f"/sites/{site.id}/test-page")).text()
    script = re.search(r'<script defer src="([^"]+)" data-site="(\w+)" data-token="([^"]+)"', page)
    assert script
    assert script[1] == str(ada.make_url("/beacon.js"))
    assert script[2] == site.key
    first = await visit(ada, site, name="test", token=script[3])
    again = await visit(ada, site, name="test", token=script[3])
    assert (first.status, "X-Tracker-Refused" in first.headers) == (204, False)
    assert again.headers["X-Tracker-Refused"] == "test"


async def test_only_the_set_up_page_has_the_test_page_in_a_frame(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    tested = (await ada.post(f"/sites/{site.id}/test-page")).headers
    around, other = [
        (await ada.get(f"/sites/{site.id}/{page}")).headers for page in ("setup", "settings")
    ]
    policy = "Content-Security-Policy"
    assert "frame-ancestors 'self'" in tested[policy]
    assert tested["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-src 'self'" in around[policy]
    assert "frame-ancestors 'none'" in around[policy]
    assert "frame-src" not in other[policy]
    assert {around["X-Frame-Options"], other["X-Frame-Options"]} == {"DENY"}


@pytest.mark.parametrize("asked", ["", "?for=nothing", "?for=hugo"])
async def test_each_guide_has_its_line_to_copy(as_user: AsUser, asked: str) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    page = await (await ada.get(f"/sites/{site.id}/setup{asked}")).text()
    chosen = re.findall(r'data-guide="([\w-]+)" aria-controls="\S+" aria-selected="true"', page)
    assert chosen == ["hugo" if "hugo" in asked else "html"]
    panels = page.split('role="tabpanel"')[1:]
    assert len(panels) == page.count('role="tab"') == 12
    for panel in panels:
        for named in re.findall(r'data-copy="([\w-]+)"', panel):
            assert f'<pre class="snippet" id="{named}"' in panel
        assert site.key in panel


async def test_a_token_waives_the_host_list_and_the_browsers_wish(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    await ada.app[keys.SITES].change(site.id, hosts=("elsewhere.example",))
    token = ada.app[keys.TEST_TOKENS].issue(site.id)
    answer = await ada.post(
        f"/visit/{site.key}",
        json={"name": "test", "url": "http://127.0.0.1/x", "token": token, "excluded": True},
        headers={"User-Agent": FIREFOX, "Sec-GPC": "1", "DNT": "1"},
    )
    assert (answer.status, "X-Tracker-Refused" in answer.headers) == (204, False)


async def test_a_token_is_worth_nothing_for_another_site(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site, other = await add_site(ada), await add_site(ada, "other.example")
    token = ada.app[keys.TEST_TOKENS].issue(site.id)
    answer = await visit(ada, other, name="test", token=token)
    assert answer.headers["X-Tracker-Refused"] == "test"


async def test_the_test_page_without_its_button_leads_back(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    answer = await ada.get(f"/sites/{site.id}/test-page", allow_redirects=False)
    assert answer.headers["Location"] == f"/sites/{site.id}/setup"


async def test_a_refused_host_is_allowed_from_its_row(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    await ada.app[keys.SITES].change(site.id, hosts=("elsewhere.example",))
    assert (await visit(ada, site)).headers["X-Tracker-Refused"] == "host"
    answer = await ada.post(f"/sites/{site.id}/hosts?for=hugo", data={"host": "example.com"})
    assert answer.url.path_qs == f"/sites/{site.id}/setup?for=hugo"
    assert "X-Tracker-Refused" not in (await visit(ada, site)).headers
    assert ada.app[keys.SITES].by_id[site.id].hosts == ("elsewhere.example", "example.com")


@pytest.mark.parametrize("host", ["", "*", "two words"])
async def test_what_is_no_host_is_not_allowed(as_user: AsUser, host: str) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    answer = await ada.post(f"/sites/{site.id}/hosts", data={"host": host})
    assert answer.status == 400


async def test_a_list_of_fifty_hosts_is_full(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    hosts = tuple(f"{number}.example" for number in range(50))
    await ada.app[keys.SITES].change(site.id, hosts=hosts)
    answer = await ada.post(f"/sites/{site.id}/hosts", data={"host": "example.com"})
    assert answer.status == 400
    assert ada.app[keys.SITES].by_id[site.id].hosts == hosts


@pytest.mark.parametrize(
    ("origin", "loopback"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost:8000", True),
        ("http://app.localhost", True),
        ("http://[::1]:8000", True),
        ("http://192.168.1.4:8000", False),
        ("https://stats.example.com", False),
        ("http://localhost.example", False),
    ],
)
def test_data_local_is_for_servers_on_this_machine(origin: str, loopback: bool) -> None:
    assert is_loopback(origin) is loopback
