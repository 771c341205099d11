"""Pages that are only read change nothing, so that leaving them can leave no half of anything."""

import asyncio
from contextlib import suppress
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient

from tests.web.asking.access_people import LIVES, filled, routes_of
from tests.web.asking.routes_sampled import SAFE
from tests.web.leaving.memory import alive_in, change, connections, rows_of
from tests.web.leaving.recipes import RECIPES, plain
from tests.web.leaving.stage import HOST, Asked, Stage
from tracker.config import Config
from tracker.web import keys

# Where a GET is a visit.
HITS = {
    "/visit/{key}.gif",
    "/visit/{key}/visited",
    "/visit/{key}/count",
    "/count",
    "/matomo.php",
    "/piwik.php",
}


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, registration="open", public_url=f"http://{HOST}")


@pytest.mark.long
async def test_no_page_changes_anything_but_the_hits(client: TestClient) -> None:
    found, number, app = [], 0, client.app
    for route in [route for route in routes_of(app) if route.method in SAFE]:
        assert route.resource
        path = plain(route.resource.canonical)
        if path in HITS or LIVES.search(path):
            continue
        number += 1
        stage = Stage(app, number)
        await stage.build()
        asked = await RECIPES[path](stage) if path in RECIPES and path != "/setup/{token}" else None
        asked = asked or Asked(filled(route.resource, at(stage, path)), {}, stage.ada_in)
        asked.method, asked.body = "GET", b""
        before = await rows_of(app)
        with connections(app, await alive_in(app[keys.DATABASE])) as memory:
            status = await answered(client, asked)
            said = change(before, await rows_of(app)), await memory.differences()
        if said != ({}, []) and not path.endswith("/export"):  # which the audit log has
            found.append((path, status, said))
    assert found == []


def at(stage: Stage, path: str) -> str:
    names = {"site_id": stage.site.id, "user_id": stage.bob.id, "key": stage.site.key}
    for name, value in names.items():
        path = path.replace("{" + name + "}", str(value))
    return path


async def answered(client: TestClient, asked: Asked) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    writer.write(asked.sent())
    answer = b""
    with suppress(asyncio.IncompleteReadError):
        answer = await reader.readuntil(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    return answer[9:12]
