"""The set-up page's lines for a path of the owner's own site."""

import html
import re

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.web.sites.owners import add_site
from tracker.storage.sites.sites import Site


@pytest.fixture
async def ada(as_user: AsUser) -> TestClient:
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient) -> Site:
    return await add_site(ada)


async def setup_page(browser: TestClient, site: Site, **asked: str) -> str:
    answer = await browser.get(f"/sites/{site.id}/setup", params=asked)
    assert answer.status == 200
    return html.unescape(await answer.text())


async def test_all_lines_name_the_path_that_was_typed(ada: TestClient, site: Site) -> None:
    page = await setup_page(ada, site, path="https://shop.example/stats-x/app.js", **{"for": "app"})
    snippets = re.findall(
        r'<pre class="snippet" id="([\w-]+)" tabindex="0">(.*?)</pre>', page, re.S
    )
    lines = {name: text for name, text in snippets if "functions.php" not in text}
    assert len(lines) > 10
    for name, text in lines.items():
        if "image" in name:
            assert f'src="https://shop.example/stats-x/visit/{site.key}.gif"' in text
        else:
            assert "https://shop.example/stats-x/app.js" in text, name
        assert "data-local" not in text, "that is no page of this machine"
    assert 'value="app"' in page, "the guide that was chosen stays"


async def test_the_owner_is_told_how_to_see_whether_addresses_come_through(
    ada: TestClient, site: Site
) -> None:
    page = await setup_page(ada, site, path="/stats-x/")
    assert "it has to say 127.0.0.1" in page
    assert f'href="https://example.com/stats-x/visit/{site.key}/seen"' in page


async def test_what_is_no_path_is_said_beside_the_field(ada: TestClient, site: Site) -> None:
    page = await setup_page(ada, site, path="javascript:alert(1)")
    assert 'id="own-path-error">Type an address such as' in page
    assert str(ada.make_url("/beacon.js")) in page
    assert "own-path-error" not in await setup_page(ada, site)
