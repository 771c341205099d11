"""A form that the disk or another program does not let be kept: a clear page, and one line."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from aiohttp.test_utils import TestClient

from tests.commands.test_broken_database import full
from tests.conftest import AsUser
from tests.eventually import eventually
from tests.log_lines import Log, logged
from tests.seeded_data import Seeded
from tests.web.sites.owners import FIREFOX
from tracker.web import keys

NEW_SITE = {"name": "a.example", "time_zone": "UTC"}


@pytest.fixture
def log() -> Iterator[Log]:
    with logged() as stream:
        yield stream


def errors_in(log: Log) -> list[tuple[str, str]]:
    """The message and the traceback of each."""
    return [(line["message"], line["trace"]) for line in log.lines() if line["level"] == "ERROR"]


async def test_a_full_disk_is_said_and_leaves_no_traceback(as_user: AsUser, log: Log) -> None:
    ada = await as_user("ada")
    path = ada.app[keys.DATABASE].path
    with full(path):
        answer = await ada.post("/sites/new", data=NEW_SITE)
        page = await answer.text()
        assert (await ada.get("/account")).status == 200
    assert (answer.status, answer.headers["Retry-After"]) == (503, "120")
    assert "<h1>Only reading for now</h1>" in page
    ((message, trace),) = errors_in(log)
    assert message.startswith(f"{path} cannot ")
    assert trace == ""
    answer = await ada.post("/sites/new", data=NEW_SITE, allow_redirects=False)
    assert answer.status == 303, "with room again it goes on by itself"


async def test_another_programs_lock_is_said_and_leaves_no_traceback(
    as_user: AsUser, log: Log, client: TestClient
) -> None:
    ada = await as_user("ada")
    db = client.app[keys.DATABASE]
    async with db.transaction() as tx:
        await tx.execute("pragma busy_timeout = 20")
    with closing(sqlite3.connect(db.path, isolation_level=None)) as other:
        other.execute("begin immediate")
        answer = await ada.post("/sites/new", data=NEW_SITE)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "2")
    ((message, trace),) = errors_in(log)
    assert "is locked by another program" in message
    assert trace == ""


async def test_a_full_disk_stays_not_ready_whatever_needs_no_room(
    seeded: Seeded, client: TestClient
) -> None:
    async def post(**hit: object) -> int:
        values = {"url": "https://example.com/"} | hit
        headers = {"User-Agent": FIREFOX}
        path = f"/visit/{seeded.site.key}"
        return (await client.post(path, json=values, headers=headers)).status

    assert await post(id="a") == 204
    await client.app[keys.DATABASE].checkpoint()
    with full(client.app[keys.DATABASE].path):
        assert await post(id="b") == 503
        assert (await client.get("/readyz")).status == 503
        assert await post(id="a") == 204, "it is there already"
        assert await post(name="leave", id="of no page", state="back") == 204
        assert (await client.get("/readyz")).status == 503
    await eventually(lambda: not client.app[keys.RECORDER].trouble, within=30)
    assert (await client.get("/readyz")).status == 200
