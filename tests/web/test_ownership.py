"""Every address below a site: for its owner, for another user, for nobody."""

import re

import pytest
from aiohttp import ClientResponse, WSServerHandshakeError, web
from aiohttp.test_utils import TestClient

from tests.conftest import OUR_PAGE, AsUser
from tests.web.owners import add_site
from tracker.app import create_app
from tracker.config import Config
from tracker.services import site_tokens
from tracker.storage.sites import Site
from tracker.web import keys

MISSING = 987_654
ROUTES = sorted(
    {
        (route.method, route.resource.canonical)
        for route in create_app(Config()).router.routes()
        if route.resource is not None
        and route.resource.canonical.startswith("/sites/{site_id}")
        and route.method != "HEAD"
    }
)


def path_of(pattern: str, site_id: int) -> str:
    path = pattern.replace("{site_id}", str(site_id))
    return re.sub(r"\{\w+\}", "1", path)


async def told(answer: ClientResponse) -> tuple[int, bytes, dict[str, str]]:
    """All that an answer says, but for the time of day."""
    headers = {name: value for name, value in answer.headers.items() if name != "Date"}
    return answer.status, await answer.read(), headers


async def ask(browser: TestClient, method: str, path: str) -> ClientResponse:
    data = (
        {"confirm": "example.com", "name": "x", "host": "x.example"} if method == "POST" else None
    )
    ours = {"Origin": str(browser.make_url("/"))[:-1]}  # a socket is refused without it
    return await browser.request(method, path, data=data, headers=ours, allow_redirects=False)


def test_there_are_routes_to_try() -> None:
    assert len(ROUTES) > 12


@pytest.mark.parametrize(("method", "pattern"), ROUTES)
async def test_a_stranger_gets_what_is_said_of_a_site_that_does_not_exist(
    as_user: AsUser, method: str, pattern: str
) -> None:
    ada, eve = await as_user("ada"), await as_user("eve")
    site = await add_site(ada)
    foreign = await told(await ask(eve, method, path_of(pattern, site.id)))
    missing = await told(await ask(eve, method, path_of(pattern, MISSING)))
    assert foreign == missing
    assert foreign[0] == 404
    assert ada.app[keys.SITES].by_id[site.id] == site


@pytest.mark.parametrize(("method", "pattern"), ROUTES)
async def test_nobody_in_particular_is_sent_to_log_in(
    client: TestClient, as_user: AsUser, method: str, pattern: str
) -> None:
    site = await add_site(await as_user("ada"))
    for site_id in (site.id, MISSING):
        answer = await ask(client, method, path_of(pattern, site_id))
        assert answer.status == 303
        assert answer.headers["Location"].startswith("/login")


@pytest.mark.parametrize(("method", "pattern"), ROUTES)
async def test_its_owner_finds_the_site(as_user: AsUser, method: str, pattern: str) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    answer = await ask(ada, method, path_of(pattern, site.id))
    # A form may find fault with the sample's values, and a socket wants to be asked as one.
    assert answer.status in {200, 303, 400, 403, 422}, await answer.text()


async def test_a_stranger_cannot_watch_the_site(as_user: AsUser) -> None:
    ada, eve = await as_user("ada"), await as_user("eve")
    site = await add_site(ada)
    origin = str(eve.make_url("/"))[:-1]
    refused = []
    for site_id in (site.id, MISSING):
        with pytest.raises(WSServerHandshakeError) as error:
            await eve.ws_connect(f"/sites/{site_id}/live/socket", headers={"Origin": origin})
        refused.append((error.value.status, error.value.message))
    assert refused[0] == refused[1]
    assert refused[0][0] == 404


async def test_a_token_of_another_site_finds_nothing(
    app: web.Application, client: TestClient, as_user: AsUser
) -> None:
    ada = await as_user("ada")
    hers, other = await add_site(ada), await add_site(ada, "other.example")
    bearer = await token_of(app, other)
    foreign = await told(await read_stream(client, hers.id, bearer))
    missing = await told(await read_stream(client, MISSING, bearer))
    assert foreign == missing
    assert foreign[0] == 404


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer trk_wrong", "Basic YTpi"])
async def test_without_a_good_token_it_is_401_for_every_site(
    client: TestClient, as_user: AsUser, authorization: str
) -> None:
    site = await add_site(await as_user("ada"))
    answers = []
    for site_id in (site.id, MISSING):
        headers = OUR_PAGE | ({"Authorization": authorization} if authorization else {})
        answers.append(await told(await client.get(f"/api/sites/{site_id}/live", headers=headers)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 401
    assert answers[0][2]["WWW-Authenticate"] == "Bearer"


async def token_of(app: web.Application, site: Site) -> str:
    return await site_tokens.issue_token(app[keys.DATABASE], site.id, "test", now=0)


async def read_stream(client: TestClient, site_id: int, bearer: str) -> ClientResponse:
    return await client.get(
        f"/api/sites/{site_id}/live", headers={"Authorization": f"Bearer {bearer}"}
    )
