"""A site's page of what is not counted."""

import html
import json
import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest
from aiohttp.test_utils import TestClient

from tests.audited import acts, audited
from tests.conftest import AsUser
from tests.web.sites.owners import FIREFOX, MINE, add_site, error_of, visit
from tests.web.sites.teams import join
from tracker.config import Config
from tracker.services.sites.site_blocks import SiteBlocks
from tracker.storage.sites import blocks
from tracker.storage.sites.blocks import blocks_of
from tracker.storage.sites.sites import Site
from tracker.web import keys

OFFICE = "203.0.113.7"
FROM_OFFICE = {"X-Forwarded-For": OFFICE}


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, trusted_proxies=("127.0.0.1",))


@pytest.fixture
async def ada(as_user: AsUser) -> TestClient:
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient) -> Site:
    return await add_site(ada)


async def page_of(browser: TestClient, site: Site, **headers: str) -> str:
    answer = await browser.get(f"/sites/{site.id}/blocks", headers=headers)
    assert answer.status == 200
    return html.unescape(await answer.text())


async def add(browser: TestClient, site: Site, kind: str, of: str, **more: str) -> tuple[int, str]:
    answer = await browser.post(
        f"/sites/{site.id}/blocks", data={"kind": kind, "of": of} | more, allow_redirects=False
    )
    return answer.status, html.unescape(await answer.text())


async def kept(browser: TestClient, site: Site) -> list[str]:
    return [each.of for each in await blocks_of(browser.app[keys.KEPT], site.id)]


@pytest.mark.kept_anywhere
async def test_it_is_added_holds_at_once_and_is_removed(ada: TestClient, site: Site) -> None:
    assert (await add(ada, site, "page", "/admin/**", note="<us>"))[0] == 303
    said = await page_of(ada, site)
    assert "/admin/**" in said
    assert "<us>" in said
    assert re.search(r'Page · <bdi>ada</bdi>, <time datetime="20', said)
    refused = await visit(ada, site, "/admin/users")
    assert (refused.status, refused.headers["X-Tracker-Refused"]) == (204, "blocked")
    [number] = re.findall(r'<li id="block-(\d+)"', said)
    for _ in range(2):
        await ada.post(f"/sites/{site.id}/blocks/{number}/remove")
    assert "Nothing is blocked yet." in await page_of(ada, site)
    assert "X-Tracker-Refused" not in (await visit(ada, site, "/admin/users")).headers
    assert [act for act, _ in await acts(ada)][-2:] == ["block added", "block removed"]


async def test_ones_own_address_is_blocked_by_one_button(ada: TestClient, site: Site) -> None:
    said = await page_of(ada, site, **FROM_OFFICE)
    assert f"You are seen at {OFFICE}." in said
    [sent] = re.findall(
        r'name="kind" value="(\w+)"><input type="hidden" name="of" value="(.+?)"', said
    )
    await add(ada, site, *sent)
    assert f'<a href="#block-1">{OFFICE}</a>' in await page_of(ada, site, **FROM_OFFICE)
    assert await kept(ada, site) == [OFFICE]


async def test_of_an_ipv6_address_the_half_that_stays_is_blocked(
    ada: TestClient, site: Site
) -> None:
    said = await page_of(ada, site, **{"X-Forwarded-For": "2001:db8:1:2:3:4:5:6"})
    assert 'name="of" value="2001:db8:1:2::/64"' in said


@pytest.mark.parametrize("address", ["127.0.0.1", "192.168.0.7", "::1"])
async def test_an_address_that_others_may_share_is_not_offered(
    ada: TestClient, site: Site, address: str
) -> None:
    said = await page_of(ada, site, **{"X-Forwarded-For": address})
    assert f"You are seen at {address}, an address within a network or of a proxy" in said
    assert "Block my address" not in said


async def test_a_network_with_a_proxy_in_it_says_so(ada: TestClient, site: Site) -> None:
    await add(ada, site, "address", "127.0.0.0/8")
    await add(ada, site, "address", "::1/128")
    await add(ada, site, "address", "198.51.100.0/24")
    assert (await page_of(ada, site)).count("A trusted proxy is in this network") == 1


@pytest.mark.parametrize(
    ("kind", "of", "error"),
    [
        ("address", "10.0.0.0/33", "up to 32 for IPv4"),
        ("address", "0.0.0.0/0", "Use /8 or more for IPv4"),
        ("country", "Atlantis", "Type its name, or two letters"),
        ("page", "", "Type a path that begins with /"),
        ("host", "example.com", "These are the pages of this site"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(
    ada: TestClient, site: Site, kind: str, of: str, error: str
) -> None:
    status, page = await add(ada, site, kind, of)
    assert status == 422
    assert error in str(error_of(page, "of"))
    assert await kept(ada, site) == []


async def test_a_kind_that_is_none_and_a_long_note_are_said(ada: TestClient, site: Site) -> None:
    assert "Choose one of the four." in (await add(ada, site, "colour", "red"))[1]
    _, page = await add(ada, site, "country", "DE", note="x" * 201)
    assert error_of(page, "note") == "Use at most 200 letters."


@pytest.mark.parametrize(
    ("language", "of", "english"),
    [
        ("de", "vereinigte Staaten", "United States (US)"),
        ("fr", "Émirats arabes unis", "United Arab Emirates (AE)"),
        ("fr", "palestine", "Palestine (PS)"),
        ("en", "Hong Kong", "Hong Kong (HK)"),
    ],
)
async def test_a_country_is_named_in_the_readers_language(
    ada: TestClient, site: Site, language: str, of: str, english: str
) -> None:
    await ada.post(
        f"/sites/{site.id}/blocks",
        data={"kind": "country", "of": of},
        headers={"Accept-Language": language},
    )
    assert await kept(ada, site) == [english[-3:-1]]
    assert f"<bdi>{english}</bdi>" in await page_of(ada, site)


async def test_twice_and_too_many_are_said(
    ada: TestClient, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await add(ada, site, "page", "/a/*/b")
    assert error_of((await add(ada, site, "page", "/a/*/b"))[1], "of") == "This is blocked already."
    monkeypatch.setattr(blocks, "MOST_PATTERNS", 1)
    assert "At most 50 pages" in str(error_of((await add(ada, site, "page", "/*/b"))[1], "of"))
    monkeypatch.setattr(blocks, "MOST_BLOCKS", 1)
    assert "at most 500 blocks" in str(error_of((await add(ada, site, "page", "/b"))[1], "of"))
    assert await kept(ada, site) == ["/a/*/b"]


async def test_an_editor_may_and_a_viewer_may_not_see_it(
    ada: TestClient, site: Site, as_user: AsUser
) -> None:
    editor, viewer = await as_user("ed"), await as_user("vera")
    await join(ada, site, "ed", "editor")
    await join(ada, site, "vera", "viewer")
    assert (await add(editor, site, "address", OFFICE))[0] == 303
    assert OFFICE in await page_of(editor, site)
    answer = await viewer.get(f"/sites/{site.id}/blocks")
    assert answer.status == 403
    assert OFFICE not in await answer.text()


async def test_the_way_to_ones_own_pages_is_there(ada: TestClient, site: Site) -> None:
    assert 'href="https://example.com/#tracker-ignore"' in await page_of(ada, site)
    hosts = ("shop.example.com", "::1")
    await ada.app[keys.SITES].change(site.id, hosts=hosts)
    said = await page_of(ada, site)
    assert 'href="https://shop.example.com/#tracker-ignore"' in said
    assert 'href="http://[::1]/#tracker-count"' in said
    named = await add_site(ada, "My pages")
    assert "<code>#tracker-ignore</code>" in await page_of(ada, named)


async def test_the_set_up_page_tells_whom_the_site_blocks(ada: TestClient, site: Site) -> None:
    async def setup() -> str:
        page = await ada.get(f"/sites/{site.id}/setup", headers=FROM_OFFICE)
        return await page.text()

    assert "is blocked on this site" not in await setup()
    assert f'href="/sites/{site.id}/blocks#yourself"' in await setup()
    await add(ada, site, "address", "203.0.113.0/24")
    assert "The address that you are seen at is blocked on this site." in await setup()
    assert f'href="/sites/{site.id}/blocks#block-1"' in await setup()


async def test_reports_say_how_many_and_where_the_block_is(ada: TestClient, site: Site) -> None:
    await add(ada, site, "page", "/admin/**")
    for number in range(3):
        await visit(ada, site, f"/admin/{number}")
    await visit(ada, site)
    page = await (await ada.get(f"/sites/{site.id}")).text()
    [row] = re.findall(r"<summary>Blocked</summary>.*?</tr>", page, re.DOTALL)
    assert f'href="/sites/{site.id}/blocks"' in row
    assert "<td>3</td>" in row


async def test_an_address_is_kept_in_the_block_and_nowhere_else(
    ada: TestClient, site: Site
) -> None:
    await add(ada, site, "address", OFFICE)
    await ada.post(
        f"/visit/{site.key}",
        data=json.dumps({"url": "https://example.com/"}),
        headers=FROM_OFFICE | {"User-Agent": FIREFOX},
    )
    await audited(ada)
    db = ada.app[keys.DATABASE]
    names = await db.read("select name from sqlite_schema where type = 'table'")
    holding = set()
    for [name] in names:
        rows = await db.read(f"select * from {name}")
        if any(OFFICE in str(value) for row in rows for value in tuple(row)):
            holding.add(name)
    assert holding == {"block"}


async def test_blocks_are_in_the_archive_and_end_with_the_site(ada: TestClient, site: Site) -> None:
    await add(ada, site, "country", "DE", note="none")
    archive = await ada.post("/account/export", data=MINE)
    assert b'"kind": "country"' in ZipFile(BytesIO(await archive.read())).read("account.json")
    assert (await SiteBlocks.load(ada.app[keys.KEPT])).by_site[site.id].rules
    await ada.post(f"/sites/{site.id}/delete", data=MINE | {"confirm": "example.com"})
    assert await kept(ada, site) == []
