"""A client that leaves in the middle of a slow read leaves its connection to the next."""

import asyncio

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient

from tests.eventually import eventually
from tests.storage.file.test_readers import LONG, PATIENT, idle
from tracker.storage.file import readers
from tracker.storage.file.readers import READERS
from tracker.web import keys


@pytest.fixture
def app(app: web.Application, monkeypatch: pytest.MonkeyPatch) -> web.Application:
    monkeypatch.setattr(readers, "READ_DEADLINE", PATIENT)
    app.router.add_get("/slow", slow)
    return app


async def slow(request: web.Request) -> web.Response:
    await request.app[keys.DATABASE].read(LONG)
    return web.Response()


async def test_whoever_leaves_takes_no_connection_along(
    app: web.Application, client: TestClient
) -> None:
    db = app[keys.DATABASE]
    askers = [asyncio.create_task(client.get("/slow")) for _ in range(READERS)]
    await eventually(lambda: idle(db) == 0, PATIENT)
    for asker in askers:
        asker.cancel()
    await asyncio.wait(askers)
    assert (await db.read("select 1 as one"))[0]["one"] == 1
    await eventually(lambda: idle(db) == READERS, PATIENT)
