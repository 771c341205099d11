"""With PUBLIC_URL pages are shown under its host alone; such programs are answered under any."""

from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient

from tests.seeded_data import Seeded
from tracker.config import Config
from tracker.services.sites.site_tokens import issue_token
from tracker.web import keys

MOVED = {"Host": "stats.shop.example"}


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, public_url="http://tracker.example")


async def test_programs_ask_the_host_that_was_moved_here(
    seeded: Seeded, client: TestClient
) -> None:
    db, now = client.app[keys.DATABASE], client.app[keys.CLOCK]()
    token = await issue_token(db, seeded.site.id, "theirs", now, scopes=("reports",))
    headers = MOVED | {"Authorization": f"Bearer {token}"}
    for path in ("/api/v0/me", "/api/v0/sites", "/api/v1/sites"):
        assert (await client.get(path, headers=headers)).status == 200, path
    for path in ("/", f"/api/sites/{seeded.site.id}/goals"):
        assert (await client.get(path, headers=headers)).status == 421, path
