"""E2: the start names an SQLite with the known fault, and the fix; it does not refuse to serve."""

import logging

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tracker.services.health import known_fault


@pytest.mark.parametrize(
    "version", [(3, 40, 1), (3, 44, 5), (3, 46, 1), (3, 50, 6), (3, 51, 0), (3, 51, 2)]
)
def test_a_faulty_release_is_named_with_the_one_that_mends_it(version: tuple[int, ...]) -> None:
    told = known_fault(version)
    assert ".".join(map(str, version)) in told
    assert "fixed in 3.51.3" in told


@pytest.mark.parametrize("version", [(3, 44, 6), (3, 50, 7), (3, 51, 3), (3, 52, 0), (4, 0, 0)])
def test_a_sound_release_is_not(version: tuple[int, ...]) -> None:
    assert known_fault(version) == ""


async def test_the_start_warns_and_does_not_refuse(
    app: web.Application,
    aiohttp_client: AiohttpClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("tracker.app.sqlite3.sqlite_version_info", (3, 46, 1))
    with caplog.at_level(logging.WARNING):
        client: TestClient = await aiohttp_client(app)
    assert any("SQLite 3.46.1 can corrupt" in record.message for record in caplog.records)
    assert (await client.get("/healthz")).status == 200
