"""A live view of which a part fails is ended and says so: none stays open and silent."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientPayloadError, ClientWebSocketResponse
from aiohttp.test_utils import TestClient

from tests.conftest import AsUser
from tests.eventually import eventually
from tests.web.live.live_views import end_of, origin_of
from tests.web.sites.owners import add_site, visit
from tracker.config import Config
from tracker.services.sites.site_tokens import issue_token
from tracker.storage.file.errors import Damaged, Locked, ReadTooSlow
from tracker.storage.log.file_log import SqliteEventLog
from tracker.web import keys
from tracker.web.home import live as home
from tracker.web.live import page

FAULTS = [
    (ZeroDivisionError("secret words"), 1011),
    (Damaged("database disk image is malformed"), 1011),
    (ReadTooSlow("select"), 1013),
    (Locked("database is locked"), 1013),
]
NAMES = ["fault", "damage", "slow", "locked"]


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, demo_site=1)


@asynccontextmanager
async def opened(browser: TestClient, path: str) -> AsyncIterator[ClientWebSocketResponse]:
    headers = {"Origin": origin_of(browser)}
    async with browser.ws_connect(path, headers=headers, autoclose=False) as socket:
        yield socket


def failing(error: Exception) -> Any:
    async def fail(*_args: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(("error", "code"), FAULTS, ids=NAMES)
@pytest.mark.parametrize("part", ["read_after", "oldest_of"])
async def test_a_replay_that_fails_ends_the_view(
    as_user: AsUser, monkeypatch: pytest.MonkeyPatch, part: str, error: Exception, code: int
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    await visit(ada, site, "/before")
    monkeypatch.setattr(SqliteEventLog, part, failing(error))
    async with opened(ada, f"/sites/{site.id}/live/socket") as socket:
        said = await end_of(socket)
        assert (said[0], "secret" in str(said)) == (code, False)


@pytest.mark.parametrize(("error", "code"), FAULTS, ids=NAMES)
async def test_strangers_are_told_before_a_socket_opens(
    as_user: AsUser, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int
) -> None:
    ada = await as_user("ada")
    await visit(ada, await add_site(ada), "/before")
    monkeypatch.setattr(SqliteEventLog, "oldest_of", failing(error))
    for path in ("/share/demo/live/events", "/share/demo/live"):
        answer = await ada.get(path)
        assert answer.status == (503 if code == 1013 or isinstance(error, Damaged) else 500)
        assert "secret" not in await answer.text()


@pytest.mark.parametrize(("error", "code"), FAULTS, ids=NAMES)
async def test_a_look_at_the_session_that_fails_ends_the_view(
    as_user: AsUser, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    for module in (page, home):
        monkeypatch.setattr(module, "still_signed_in", failing(error))
    for path in (f"/sites/{site.id}/live/socket", "/live/home"):
        async with opened(ada, path) as socket:
            assert (await end_of(socket))[0] == code


@pytest.mark.parametrize(("error", "code"), FAULTS, ids=NAMES)
async def test_figures_that_fail_end_the_first_pages_socket(
    as_user: AsUser, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int
) -> None:
    ada = await as_user("ada")
    await add_site(ada)
    monkeypatch.setattr(home, "home_page", failing(error))
    async with opened(ada, "/live/home") as socket:
        assert (await end_of(socket))[0] == code


async def test_a_view_that_was_ended_is_no_longer_counted(
    as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    monkeypatch.setattr(SqliteEventLog, "oldest_of", failing(ZeroDivisionError()))
    for _ in range(ada.app[keys.CONFIG].sockets_per_user + 2):
        async with opened(ada, f"/sites/{site.id}/live/socket") as socket:
            assert (await end_of(socket))[0] == 1011
    await eventually(lambda: ada.app[keys.SOCKETS] == set())


async def test_a_fault_is_logged_once_with_its_traceback_and_what_is_busy_is_not(
    as_user: AsUser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    for error, traces in ((ZeroDivisionError(), 1), (ReadTooSlow("select"), 0)):
        caplog.clear()
        monkeypatch.setattr(SqliteEventLog, "oldest_of", failing(error))
        async with opened(ada, f"/sites/{site.id}/live/socket") as socket:
            await end_of(socket)
        errors = [line for line in caplog.records if line.levelno >= logging.ERROR]
        assert len([line for line in errors if line.exc_info]) == len(errors) == traces


@pytest.mark.parametrize(("error", "_code"), FAULTS, ids=NAMES)
async def test_an_event_stream_whose_replay_fails_ends(
    as_user: AsUser, monkeypatch: pytest.MonkeyPatch, error: Exception, _code: int
) -> None:
    ada = await as_user("ada")
    site = await add_site(ada)
    await visit(ada, site, "/before")
    token = await issue_token(ada.app[keys.KEPT], site.id, "tests", 0)
    monkeypatch.setattr(SqliteEventLog, "read_after", failing(error))
    headers = {"Authorization": f"Bearer {token}"}
    async with ada.get(f"/api/sites/{site.id}/live", headers=headers) as answer:
        with pytest.raises(ClientPayloadError):  # half a stream does not look like a whole one
            await answer.read()
    await eventually(lambda: ada.app[keys.LIVE].watchers == 0)
