"""A link for everybody: at an address that its owner chooses, found only if the owner likes."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.web.sharing.shared import BOARD, shown
from tests.web.sites.owners import MINE, add_site, error_of
from tracker.storage.sites.shared_links import shared_links_of
from tracker.storage.sites.sites import Site
from tracker.web import keys

PUBLIC = BOARD | MINE | {"kind": "public"}
NOINDEX = '<meta name="robots" content="noindex, nofollow">'


async def token_of(ada: TestClient, site: Site) -> str:
    return (await shared_links_of(ada.app[keys.KEPT], site.id))[0].token


async def test_it_stands_at_the_chosen_address_listed_nowhere(
    ada: TestClient, site: Site, client: TestClient
) -> None:
    page = f"/sites/{site.id}/shares"
    await ada.post(page, data=PUBLIC | {"address": " Our-Numbers "})
    assert await token_of(ada, site) == "our-numbers"
    assert NOINDEX in await shown(client, "/share/our-numbers")
    assert (await client.get("/share/our-numbers")).headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "our-numbers" not in await (await client.get("/")).text()
    assert 'value="our-numbers"' in await (await ada.get(f"{page}/1/change")).text()


async def test_search_engines_may_list_it_if_its_owner_says_so(
    ada: TestClient, site: Site, client: TestClient
) -> None:
    chosen = PUBLIC | {"address": "found", "is_found": "y", "frames": "blog.example"}
    await ada.post(f"/sites/{site.id}/shares", data=chosen)
    answer = await client.get("/share/found")
    assert "X-Robots-Tag" not in answer.headers
    assert NOINDEX not in await answer.text()
    for other in ("?period=today", "/frame", "/live"):
        assert (await client.get(f"/share/found{other}")).headers["X-Robots-Tag"]
    await ada.post(f"/sites/{site.id}/shares", data=chosen | {"kind": "secret", "address": ""})
    secret = await client.get(f"/share/{await token_of(ada, site)}")
    assert secret.headers["X-Robots-Tag"] == "noindex, nofollow"


async def test_what_is_for_everybody_no_more_gets_an_address_that_nobody_guesses(
    ada: TestClient, site: Site, client: TestClient
) -> None:
    await ada.post(f"/sites/{site.id}/shares", data=PUBLIC | {"address": "open"})
    change = f"/sites/{site.id}/shares/1/change"
    await ada.post(change, data=BOARD | MINE)
    secret = await token_of(ada, site)
    assert len(secret) == 43
    await shown(client, "/share/open", status=404)
    await ada.post(change, data=PUBLIC)
    assert await token_of(ada, site) == secret, "it may stand in somebody's page"
    await ada.post(change, data=PUBLIC | {"address": "open-again"})
    await shown(client, "/share/open-again")
    await shown(client, f"/share/{secret}", status=404)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ab", "Use 3 to 40 small letters, digits and dashes."),
        ("-abc", "Use 3 to 40 small letters, digits and dashes."),
        ("our numbers", "Use 3 to 40 small letters, digits and dashes."),
        ("x" * 41, "Use 3 to 40 small letters, digits and dashes."),
        ("Taken", "This address is taken. Choose another one."),
    ],
)
async def test_an_address_that_cannot_be_is_said_beside_its_field(
    ada: TestClient, site: Site, as_user: AsUser, typed: str, expected: str
) -> None:
    eve = await as_user("eve")
    hers = await add_site(eve, "eve.example")
    await eve.post(f"/sites/{hers.id}/shares", data=PUBLIC | {"address": "taken"})
    page = f"/sites/{site.id}/shares"
    await ada.post(page, data=BOARD | MINE)
    for path in (page, f"{page}/2/change"):
        answer = await ada.post(path, data=PUBLIC | {"address": typed})
        assert answer.status == 422
        assert error_of(await answer.text(), "address") == expected


async def test_a_secret_link_has_none(ada: TestClient, site: Site) -> None:
    answer = await ada.post(f"/sites/{site.id}/shares", data=BOARD | MINE | {"address": "open"})
    said = error_of(await answer.text(), "address")
    assert said == "Only a link for everybody has an address that can be guessed."
