"""API tokens: shown once, listed, revoked."""

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.web.live_views import open_stream
from tests.web.owners import MINE, add_site, error_of, make_token
from tracker.storage.tokens import tokens_of
from tracker.web import keys


async def test_a_token_is_shown_once(as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    token = await make_token(ada, site, "my <laptop>")
    page = await (await ada.get(f"/sites/{site.id}/tokens")).text()
    assert token not in page
    assert "my &lt;laptop&gt;" in page
    assert "never used" in page


async def test_a_token_opens_the_stream_of_its_site(client: TestClient, as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    token = await make_token(ada, site)
    assert await open_stream(client, site, token) == 200
    page = await (await ada.get(f"/sites/{site.id}/tokens")).text()
    assert "last used" in page


async def test_a_revoked_token_opens_nothing(client: TestClient, as_user: AsUser) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    token = await make_token(ada, site)
    [kept] = await tokens_of(ada.app[keys.DATABASE], site.id)
    await ada.post(f"/sites/{site.id}/tokens/{kept.id}/revoke")
    assert await open_stream(client, site, token) == 401
    assert "No token yet" in await (await ada.get(f"/sites/{site.id}/tokens")).text()


async def test_another_owner_cannot_revoke_a_token_through_a_site_of_their_own(
    client: TestClient, as_user: AsUser
) -> None:
    ada, eve = await as_user("ada"), await as_user("eve")
    hers, evil = await add_site(ada), await add_site(eve)
    token = await make_token(ada, hers)
    [kept] = await tokens_of(ada.app[keys.DATABASE], hers.id)
    await eve.post(f"/sites/{evil.id}/tokens/{kept.id}/revoke")
    assert await open_stream(client, hers, token) == 200


@pytest.mark.parametrize("name", ["", "  ", "x" * 101])
async def test_a_token_needs_a_name(as_user: AsUser, name: str) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    answer = await ada.post(f"/sites/{site.id}/tokens", data=MINE | {"name": name})
    assert answer.status == 422
    assert error_of(await answer.text(), "name")
    assert await tokens_of(ada.app[keys.DATABASE], site.id) == []
