"""A server that holds the invented week of tests/data/imports, and programs that read it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient

from tests.conftest import Cli
from tests.eventually import eventually
from tests.seeded_data import Seeded
from tracker.domain.peers.aliases import Alias, AliasKind
from tracker.services.accounts.personal_tokens import issue_personal_token
from tracker.services.sites.site_tokens import issue_token
from tracker.web import keys

IMPORTS = Path(__file__).parents[2] / "data" / "imports"
EXPORT = IMPORTS / "goatcounter" / "v2-sqlite.csv"
WEEK = ("2026-03-27", "2026-03-31")


@pytest.fixture(scope="session")
def manifest() -> dict[str, Any]:
    """What must come out of it."""
    found: dict[str, Any] = json.loads((IMPORTS / "MANIFEST.json").read_text("utf-8"))
    return found


@pytest.fixture
async def week(seeded: Seeded, cli: Cli) -> Seeded:
    """Ada's site, with the week in its log."""
    done = await cli("import", str(EXPORT), "--site", "1")
    assert done.exit_code == 0, done.stderr
    return seeded


class Program(NamedTuple):
    """Somebody's program: the server it asks, and its token."""

    client: TestClient
    token: str
    site_id: int

    async def get(self, path: str, **asked: str) -> ClientResponse:
        return await self.client.get(path, params=asked, headers=self.bearer)

    async def told(self, path: str, **asked: str) -> Any:
        answer = await self.get(path, **asked)
        said = await answer.json()
        assert answer.status == 200, said
        return said

    async def ours(self, **query: object) -> list[dict[str, Any]]:
        """What our own query language answers."""
        path, asked = f"/api/sites/{self.site_id}/query", {"date_range": list(WEEK)} | query
        answer = await self.client.post(path, json=asked, headers=self.bearer)
        said = await answer.json()
        assert answer.status == 200, said
        found: list[dict[str, Any]] = said["results"]
        return found

    async def figures(self, metric: str, dimension: str, *filters: object) -> dict[str, Any]:
        """One of our figures by one dimension."""
        asked = {"metrics": [metric], "dimensions": [dimension], "filters": list(filters)}
        return {row["dimensions"][0]: row["metrics"][0] for row in await self.ours(**asked)}

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


Issue = Callable[..., Awaitable[str]]


@pytest.fixture
async def program(week: Seeded, client: TestClient) -> Program:
    """With a token of the site, once reports have caught up."""
    db, now = client.app[keys.KEPT], client.app[keys.CLOCK]()
    token = await issue_token(db, week.site.id, "theirs", now, scopes=("reports",))
    program = Program(client, token, week.site.id)

    async def counted() -> bool:
        asked = {"metrics": ["pageviews"], "date_range": list(WEEK)}
        path = f"/api/sites/{week.site.id}/query"
        answer = await client.post(path, json=asked, headers=program.bearer)
        said = await answer.json() if answer.status == 200 else {}
        return bool(said) and said["results"][0]["metrics"] == [26] and not said["meta"]

    await eventually(counted)
    return program


@pytest.fixture
def personal(program: Program) -> Issue:
    """One more token, of Ada herself."""
    app = program.client.app

    async def issue(*scopes: str) -> str:
        now = app[keys.CLOCK]()
        return await issue_personal_token(
            app[keys.KEPT], 1, "mine", scopes=scopes or ("reports",), now=now, until=None
        )

    return issue


async def call_it(program: Program, kind: AliasKind, name: str) -> None:
    """The site gets a name of that product."""
    alias = Alias(id=0, site_id=program.site_id, kind=kind, name=name, user_id=1, created_at=0)
    await program.client.app[keys.ALIASES].add(alias)
