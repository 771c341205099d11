"""A2: every route for each kind of person, by the rule in access_rule.py, no row typed."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import ClientResponse, ClientSession, DummyCookieJar, web
from aiohttp.test_utils import TestClient

from tests.conftest import OUR_PAGE, AsUser
from tests.web.asking.access_people import People, addresses, deviations, gather, routes_of
from tests.web.asking.access_rule import PEOPLE, Uncovered, Verdict, expected
from tests.web.sites.owners import add_site
from tracker.config import Config
from tracker.services.sites import site_tokens
from tracker.storage.file.database import Database
from tracker.storage.sites.sites import Site
from tracker.web import keys

MISSING = 987_654


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, durability="process", admins=("root@example.com",))


@pytest.fixture
def app(app: web.Application, request: pytest.FixtureRequest) -> web.Application:
    """A test with a `path` has a route there that asks nobody who they are."""
    callspec = getattr(request.node, "callspec", None)
    if callspec and request.node.originalname.startswith("test_a_route_that"):
        app.router.add_post(callspec.params["path"], anybody)
    return app


async def anybody(_: web.Request) -> web.Response:
    return web.Response(text="whoever you are")


@pytest.fixture
async def people(client: TestClient) -> AsyncIterator[People]:
    async with ClientSession(cookie_jar=DummyCookieJar()) as session:
        yield await gather(client, session)


@pytest.mark.long
async def test_every_route_answers_each_person_as_the_rule_says(people: People) -> None:
    assert await deviations(people) == []


async def test_a_site_of_others_takes_the_same_look_ups_as_none(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a stranger learns nothing from the time either; `make faults` measures it."""
    read, asked = Database.read, []

    def noted(self: Database, statement: str, *values: object) -> object:
        asked.append(statement)
        return read(self, statement, *values)

    async def look_ups(method: str, path: str) -> list[str]:
        """The fewer of two tries: what goes on beside requests looks things up, too."""
        tries = []
        for _ in range(2):
            asked.clear()
            await people.ask(method, path, "stranger")
            tries.append(asked.copy())
        return min(tries, key=len)

    monkeypatch.setattr(Database, "read", noted)
    found = {}
    for route in routes_of(people.client.app):
        assert route.resource
        if "{site_id}" in route.resource.canonical:
            both = [await look_ups(route.method, path) for path in addresses(people, route)]
            found[route.method, route.resource.canonical] = both
    assert len(found) > 20
    assert [route for route, (foreign, missing) in found.items() if foreign != missing] == []
    assert all(foreign for foreign, _ in found.values())


def test_the_rule_has_all_kinds_of_answers(app: web.Application) -> None:
    routes = [(route.method, route.resource.canonical) for route in routes_of(app)]  # type: ignore[union-attr]
    given = {expected(*route, person) for route in routes for person in PEOPLE}
    assert given == set(Verdict)
    assert len(routes) > 60


@pytest.mark.parametrize("path", ["/sites/{site_id}/settings/live", "/sites/{site_id}/events"])
async def test_a_route_that_forgets_its_guard_is_found(people: People, path: str) -> None:
    found = await deviations(people, path)
    assert [each.partition(":")[0] for each in found] == [
        f"POST {path} for {person}" for person in ("anonymous", "stranger", "viewer", "admin")
    ]


@pytest.mark.parametrize("path", ["/sites/{site_id}/secrets"])
async def test_a_route_that_the_rule_does_not_cover_is_an_error(people: People, path: str) -> None:
    with pytest.raises(Uncovered, match="secrets"):
        await deviations(people, path)


@pytest.mark.parametrize("path", ["/reports", "/sites/{site_id}/secrets", "/api/users", "/sites/x"])
@pytest.mark.parametrize("person", PEOPLE)
def test_the_rule_guesses_nothing(path: str, person: str) -> None:
    if path.startswith("/api") and person == "anonymous":
        return
    with pytest.raises(Uncovered):
        expected("GET", path, person)


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


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer trk_wrong", "Bearer trkp_wrong", "Basic YTpi"]
)
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


async def told(answer: ClientResponse) -> tuple[int, bytes, dict[str, str]]:
    """All that an answer says, but for the time of day."""
    headers = {name: value for name, value in answer.headers.items() if name != "Date"}
    return answer.status, await answer.read(), headers


async def token_of(app: web.Application, site: Site) -> str:
    return await site_tokens.issue_token(app[keys.KEPT], site.id, "test", now=0)


async def read_stream(client: TestClient, site_id: int, bearer: str) -> ClientResponse:
    return await client.get(
        f"/api/sites/{site_id}/live", headers={"Authorization": f"Bearer {bearer}"}
    )
