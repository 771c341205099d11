"""Programs of other products, and whoever takes their data away, are told the same by any front."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Awaitable, Callable
from typing import Any
from zipfile import ZipFile

import pytest
from aiohttp.test_utils import TestClient

pytest.importorskip("asyncpg", reason="asyncpg is not installed here")

from tests.cluster.fronts import sent
from tests.engines.nats_server import needs_nats
from tests.eventually import eventually
from tests.web.leaving.recipes import FIREFOX
from tests.web.leaving.stage import Asked, Stage
from tests.world import PASSWORD
from tracker.services.accounts.personal_tokens import issue_personal_token
from tracker.web import keys

pytestmark = [pytest.mark.fault, needs_nats]

PAGE = "https://example.com/"
UMAMIS = {
    "/stats": {},
    "/pageviews": {"unit": "day"},
    "/metrics": {"type": "path"},
    "/metrics/expanded": {"type": "browser"},
    "/values": {"type": "os"},
    "/events/series": {"unit": "day"},
    "/events/stats": {},
    "/sessions/stats": {},
    "/sessions/weekly": {"timezone": "UTC"},
}
GOATS = "/api/v0/stats/"
Told = Callable[..., Awaitable[Any]]


@pytest.fixture
async def stage(fronts: list[TestClient]) -> Stage:
    """Two visits of three pageviews and a click, at the one front."""
    one, other = fronts
    stage = Stage(one.app, 1)
    await stage.build()
    for path, name in (("a", "pageview"), ("a", "pageview"), ("b", "pageview"), ("b", "Signup")):
        body = json.dumps({"name": name, "url": PAGE + path}).encode()
        where = f"/visit/{stage.site.key}"
        assert (await sent(one, Asked(where, headers=FIREFOX, body=body)))[0] == 204
    await eventually(lambda: stage.site.id in other.app[keys.SITES].by_id)
    return stage


async def token_of(stage: Stage, *scopes: str) -> dict[str, str]:
    token = await issue_personal_token(
        stage.db, stage.ada.id, "x", scopes=scopes, now=stage.now, until=None
    )
    return {"Authorization": f"Bearer {token}"}


async def told(client: TestClient, bearer: dict[str, str], path: str, **asked: str) -> Any:
    answer = await client.get(path, params=asked, headers=bearer)
    assert answer.status == 200, f"{path}: {await answer.text()}"
    return await answer.json()


async def test_they_are_told_the_same_by_any_front(fronts: list[TestClient], stage: Stage) -> None:
    bearer = await token_of(stage, "reports", "read")
    hour = {"startAt": str(stage.now - 3_600_000), "endAt": str(stage.now + 3_600_000)}

    async def is_counted(front: TestClient) -> bool:
        where = f"/api/websites/{stage.site.id}/stats"
        found = await told(front, bearer, where, **hour)
        return (found["pageviews"], found["visitors"]) == (3, 1)

    for front in fronts:
        await eventually(lambda front=front: is_counted(front))
    for call, asked in UMAMIS.items():
        where = f"/api/websites/{stage.site.id}{call}"
        here, there = [await told(front, bearer, where, **hour, **asked) for front in fronts]
        assert here == there
        assert here
    await goats(fronts, bearer)
    await taken_away(fronts[1], stage)
    await admins_see(fronts, stage)


async def goats(fronts: list[TestClient], bearer: dict[str, str]) -> None:
    """A number that one has told leads the other to the path."""
    one, other = fronts
    hits = (await told(one, bearer, GOATS + "hits"))["hits"]
    assert [(hit["path"], hit["count"]) for hit in hits] == [("/a", 1), ("/b", 1), ("Signup", 1)]
    numbers = {hit["path"]: hit["path_id"] for hit in hits}
    paths = (await told(other, bearer, "/api/v0/paths"))["paths"]
    assert {path["path"]: path["id"] for path in paths} == numbers
    refs = await told(other, bearer, GOATS + f"hits/{numbers['/a']}")
    assert [(each["name"], each["count"]) for each in refs["refs"]] == [("", 1)]
    without = await told(other, bearer, GOATS + "hits", exclude_paths=str(numbers["/a"]))
    assert [hit["path"] for hit in without["hits"]] == ["/b", "Signup"]
    asked = await one.post("/api/v0/export", json={}, headers=bearer)
    export = await asked.json()
    assert (asked.status, export["num_rows"]) == (202, 4)
    file = await other.get(f"/api/v0/export/{export['id']}/download", headers=bearer)
    lines = gzip.decompress(await file.read()).decode().splitlines()
    assert [line.split(",")[0] for line in lines] == ["2Path", "/a", "/a", "/b", "Signup"]


async def taken_away(other: TestClient, stage: Stage) -> None:
    form = {"password": PASSWORD}
    answer = await other.post("/account/export", data=form, cookies=stage.ada_in)
    assert answer.status == 200, await answer.text()
    archive = ZipFile(io.BytesIO(await answer.read()))
    [events] = [name for name in archive.namelist() if name.startswith("events/")]
    found = [json.loads(line) for line in archive.read(events).splitlines()]
    assert [each["path"] for each in found] == ["/a", "/a", "/b", "/b"]


async def admins_see(fronts: list[TestClient], stage: Stage) -> None:
    """Which engines there are, and that nothing waits there."""
    bearer = await token_of(stage, "admin")

    async def is_all_filed(front: TestClient) -> bool:
        state = await told(front, bearer, "/api/admin/status")
        assert [(each["waiting"], each["unfiled"]) for each in state["shards"]] == [(0, 0)] * 2
        return True

    for front in fronts:
        await eventually(lambda front=front: is_all_filed(front))
        page = await (await front.get("/admin", cookies=stage.ada_in)).text()
        for name in ("NATS", "ClickHouse", "PostgreSQL"):
            assert f"{name}</strong>:" in page or f"<li>{name}:" in page, page
