"""Tokens end with a password that may be known to others, and wherever their user says so."""

import pytest
from aiohttp.test_utils import TestClient

from tests.conftest import PASSWORD, AsUser
from tests.web.api.test_api import get, token_of
from tests.web.live.live_views import open_stream
from tests.web.sites.owners import add_site, make_token
from tracker.storage.sites.sites import Site

NEW = "another-quartz-lemon-harbor"
CHANGE = {"current": PASSWORD, "password": NEW}
WAYS = ["/account/password", "/account/sessions/revoke", "/account/sessions/end"]


@pytest.fixture
async def ada(as_user: AsUser) -> TestClient:
    return await as_user("ada")


@pytest.fixture
async def site(ada: TestClient) -> Site:
    return await add_site(ada)


@pytest.fixture
async def held(ada: TestClient, site: Site) -> tuple[str, str]:
    """A token of ada's, and one she made for her site."""
    return await token_of(ada, "read"), await make_token(ada, site)


async def works(client: TestClient, site: Site, held: tuple[str, str]) -> list[int]:
    personal = await get(client, "/sites", held[0])
    return [personal.status, await open_stream(client, site, held[1])]


@pytest.mark.parametrize("path", WAYS)
async def test_they_end_with_it_where_that_is_asked_for(
    ada: TestClient, client: TestClient, site: Site, held: tuple[str, str], path: str
) -> None:
    answer = await ada.post(path, data=CHANGE | {"tokens": "end"}, allow_redirects=False)
    assert answer.status == 303
    assert await works(client, site, held) == [401, 401]


@pytest.mark.parametrize("path", WAYS)
async def test_they_stay_otherwise(
    ada: TestClient, client: TestClient, site: Site, held: tuple[str, str], path: str
) -> None:
    answer = await ada.post(path, data=CHANGE, allow_redirects=False)
    assert answer.status == 303
    assert await works(client, site, held) == [200, 200]


async def test_those_of_others_stay(
    ada: TestClient, client: TestClient, as_user: AsUser, site: Site, held: tuple[str, str]
) -> None:
    eve = await as_user("eve")
    await token_of(eve, "read")
    await eve.post("/account/sessions/end", data={"tokens": "end"})
    assert await works(client, site, held) == [200, 200]


async def test_it_is_offered_to_whoever_has_some(
    ada: TestClient, as_user: AsUser, held: tuple[str, str]
) -> None:
    assert held
    eve = await as_user("eve")
    for path in ("/account", "/account/password"):
        assert 'name="tokens"' in await (await ada.get(path)).text()
        assert 'name="tokens"' not in await (await eve.get(path)).text()
