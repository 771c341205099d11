"""Which sites a token sees, under which name, and what is refused in their words."""

from dataclasses import replace
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from tests.web.umami_api.conftest import RANGE, SINCE, WEBSITE, ask, token_for
from tests.world import PASSWORD
from tracker.config import Config
from tracker.domain.umami_api.numbered import site_id
from tracker.services.sites.site_tokens import issue_token
from tracker.storage.sites.members import put_member
from tracker.storage.sites.sites import Site, insert_site
from tracker.web import keys


@pytest.fixture
async def other(client: TestClient) -> Site:
    """Another of ada's, which has no name in Umami."""
    return await add(client, "blog.example", 1)


async def add(client: TestClient, name: str, owner: int, key: str = "otherotherot") -> Site:
    async with client.app[keys.KEPT].transaction() as tx:
        made: Any = {"key": key, "owner_id": owner, "name": name, "time_zone": "UTC", "at": SINCE}
        return await insert_site(tx, **made)


async def listed(client: TestClient, token: str, **params: str) -> Any:
    answer = await ask(client, "/api/websites", token, **params)
    assert answer.status == 200, await answer.text()
    return await answer.json()


async def test_sites_are_listed_by_name_and_in_pages(
    client: TestClient, token: str, other: Site
) -> None:
    found = await listed(client, token)
    assert [(each["id"], each["name"]) for each in found["data"]] == [
        (site_id(other.id), "blog.example"),
        (WEBSITE, "example.com"),
    ]
    assert (found["count"], found["page"], found["pageSize"]) == (2, 1, 20)
    second = await listed(client, token, page="2", pageSize="1")
    assert [each["domain"] for each in second["data"]] == ["example.com"]
    assert second["count"] == 2
    assert (await listed(client, token, search="BLOG"))["count"] == 1
    assert (await ask(client, "/api/websites", token, page="0")).status == 400


async def test_a_site_is_found_by_each_of_its_names(
    client: TestClient, token: str, other: Site
) -> None:
    names = {WEBSITE: "example.com", WEBSITE.upper(): "example.com", "1": "example.com"}
    for name, site in {**names, site_id(other.id): "blog.example"}.items():
        answer = await ask(client, f"/api/websites/{name}", token)
        assert (await answer.json())["name"] == site


async def test_a_key_of_their_cloud_is_a_token(client: TestClient, token: str) -> None:
    answer = await client.get("/v1/websites", headers={"x-umami-api-key": token})
    assert (await answer.json())["count"] == 1
    answer = await client.get("/v1/me", headers={"x-umami-api-key": token})
    assert (await answer.json())["user"]["username"] == "ada"


async def test_a_sites_token_sees_it_alone(client: TestClient, other: Site) -> None:
    db = client.app[keys.KEPT]
    token = await issue_token(db, 1, "x", now=SINCE, scopes=("reports",))
    assert [each["id"] for each in (await listed(client, token))["data"]] == [WEBSITE]
    assert (await ask(client, f"/api/websites/{WEBSITE}/stats", token, **RANGE)).status == 200
    foreign = await ask(client, f"/api/websites/{site_id(other.id)}/stats", token, **RANGE)
    missing = await ask(client, f"/api/websites/{site_id(987)}/stats", token, **RANGE)
    assert foreign.status == missing.status == 404
    assert await foreign.read() == await missing.read()
    me = await (await ask(client, "/api/me", token)).json()
    assert (me["user"]["username"], me["user"]["role"]) == ("example.com", "view-only")


async def test_who_left_a_site_sees_it_no_longer(client: TestClient, token: str) -> None:
    db = client.app[keys.KEPT]
    async with db.transaction() as tx:
        await tx.execute("delete from member where site_id = 1")
    assert (await ask(client, f"/api/websites/{WEBSITE}/stats", token, **RANGE)).status == 404
    async with db.transaction() as tx:
        await put_member(tx, 1, 1, "owner", SINCE)
    assert (await ask(client, f"/api/websites/{WEBSITE}/stats", token, **RANGE)).status == 200


async def test_without_a_good_token_nothing_is_said(client: TestClient) -> None:
    for headers in ({}, {"Authorization": "Bearer None"}, {"x-umami-api-key": "trkp_wrong"}):
        answer = await client.get(f"/api/websites/{WEBSITE}/stats", headers=headers)
        assert answer.status == 401
        assert (await answer.json())["error"]["code"] == "unauthorized"
    reader = await token_for(client, "read", "send")
    answer = await ask(client, "/api/websites", reader)
    assert (answer.status, (await answer.json())["error"]["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("path", "params", "said"),
    [
        ("/stats", {"startAt": ""}, "startAt is a whole number"),
        ("/metrics", {"type": "query"}, "type is “query”, which is not answered"),
        ("/metrics", {"type": "path", "limit": "many"}, "limit is a whole number"),
        ("/pageviews", {"unit": "week"}, "unit is “week”"),
        ("/pageviews", {"timezone": "../etc/passwd"}, "timezone is"),
        ("/stats", {"segment": WEBSITE}, "segment is nothing to filter by"),
        ("/stats", {"path": "re.("}, "("),
        ("/sessions", {"pageSize": "1000", "page": "11"}, "behind the first 10000"),
        ("/events", {"page": "x"}, "page is a whole number"),
        ("/session-data/stats", {}, "does not answer this call"),
        ("/event-data/values", {"event": "Signup"}, "Say propertyName"),
        ("/replays/1/x", {}, "does not answer this call"),
    ],
)
async def test_what_is_not_answered_is_refused(
    client: TestClient, token: str, path: str, params: dict[str, str], said: str
) -> None:
    answer = await ask(client, f"/api/websites/{WEBSITE}{path}", token, **RANGE | params)
    error = (await answer.json())["error"]
    assert (answer.status, error["code"], error["message"]) == (400, "bad-request", "Bad request")
    assert said in error["detail"]


async def test_release_2_is_answered_in_pairs(client: TestClient, token: str) -> None:
    path = f"/websites/{WEBSITE}/stats"
    numbers = await (await ask(client, f"/api{path}", token, **RANGE)).json()
    pairs = await (await ask(client, f"/umami2/api{path}", token, **RANGE)).json()
    assert pairs["visitors"] == {"value": numbers["visitors"], "prev": 0}
    by_word = await (await ask(client, f"/api{path}", token, **RANGE, url="/pricing")).json()
    assert set(by_word["pageviews"]) == {"value", "prev"}


async def test_who_is_there_now(client: TestClient, token: str) -> None:
    answer = await ask(client, f"/api/websites/{WEBSITE}/active", token)
    assert await answer.json() == {"visitors": 0, "x": 0}
    dates = await (await ask(client, f"/api/websites/{WEBSITE}/daterange", token)).json()
    assert dates["endDate"] == "2026-11-25T12:00:00.000Z"
    assert dates["startDate"].startswith("2026-11-21T")


class TestUnderOneHost:
    """A server with PUBLIC_URL."""

    @pytest.fixture
    def config(self, config: Config) -> Config:
        return replace(config, public_url="https://stats.example.com")

    async def test_reads_are_answered_to_any_page_under_any_host(
        self, client: TestClient, token: str
    ) -> None:
        headers = {"Host": "old.example", "Origin": "https://page.example"}
        asked = await client.options(f"/api/websites/{WEBSITE}/stats", headers=headers)
        assert "Authorization" in asked.headers["Access-Control-Allow-Headers"]
        headers |= {"Authorization": f"Bearer {token}"}
        path = f"/api/websites/{WEBSITE}/stats"
        answer = await client.get(path, params=RANGE, headers=headers)
        assert answer.status == 200
        assert answer.headers["Access-Control-Allow-Origin"] == "*"

    async def test_log_ins_are_not(self, client: TestClient) -> None:
        typed = {"username": "ada", "password": PASSWORD}
        for headers, status in (
            ({"Host": "old.example"}, 421),
            ({"Host": "stats.example.com", "Origin": "https://page.example"}, 403),
            ({"Host": "stats.example.com"}, 200),
        ):
            answer = await client.post("/api/auth/login", json=typed, headers=headers)
            assert answer.status == status
