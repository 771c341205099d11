"""What /readyz says when all is well, and when it is not."""

import shutil
import threading
import time
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from tests.eventually import PATIENCE, eventually
from tests.seeded_data import Seeded
from tests.storage.file.damage import smash_page
from tests.web.sites.owners import visit
from tracker.app import create_app
from tracker.config import Config
from tracker.services.reports.followed_reports import FollowedReports
from tracker.services.upkeep import health
from tracker.storage.file import soundness
from tracker.storage.file.errors import Unwritable
from tracker.web import keys

Usage = namedtuple("Usage", "total used free")


async def ready(client: TestClient) -> tuple[int, dict[str, object]]:
    answer = await client.get("/readyz")
    return answer.status, await answer.json()


@pytest.fixture
async def server(seeded: Seeded, client: TestClient) -> TestClient:
    return client


async def test_a_server_that_can_store_is_ready(server: TestClient) -> None:
    status, said = await ready(server)
    assert status == 200
    assert (said["writer"], said["integrity"], said["queue"]) == ("ok", "ok", 0)
    assert "wrong" not in said


async def test_reports_that_do_not_answer_are_named_and_hits_are_taken(
    server: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "reports" not in (await ready(server))[1]
    monkeypatch.setattr(FollowedReports, "wrong", "a report does not end")
    status, said = await ready(server)
    assert (status, said["reports"]) == (200, "a report does not end")


async def test_a_nearly_full_disk_is_told(
    server: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9, 63 * 1024 * 1024))
    status, said = await ready(server)
    assert status == 503
    assert "make room" in str(said["wrong"])


async def test_a_disk_that_refuses_is_told(
    server: TestClient, seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object) -> None:
        raise Unwritable("database or disk is full")

    monkeypatch.setattr(server.app[keys.LOG], "append", full)
    assert (await visit(server, seeded.site)).status == 503
    status, said = await ready(server)
    assert (status, said["wrong"]) == (503, "the disk refuses: database or disk is full")
    monkeypatch.undo()
    assert (await visit(server, seeded.site)).status == 204
    assert (await ready(server))[0] == 200


async def test_a_recorder_that_has_ended_is_told(server: TestClient) -> None:
    server.app[keys.RECORDER].close()
    await eventually(lambda: not server.app[keys.RECORDER].alive)
    status, said = await ready(server)
    assert status == 503
    assert "restart" in str(said["wrong"])


class HeldCheck:
    """A check of the database that ends when the test says so."""

    def __init__(self) -> None:
        self.began = False
        self._held = threading.Event()

    def __call__(self, _: Path) -> str:
        self.began = True
        self._held.wait(PATIENCE)
        return "ok"

    def go_on(self) -> None:
        self._held.set()


@pytest.fixture
def held_check(monkeypatch: pytest.MonkeyPatch) -> Iterator[HeldCheck]:
    check = HeldCheck()
    monkeypatch.setattr(soundness, "quick_check", check)
    monkeypatch.setattr(soundness, "CHECK_WITHIN", 0.05)
    yield check
    check.go_on()


class TestAfterAStopWithoutGoodbye:
    @pytest.fixture(autouse=True)
    def left_running(self, seeded: Seeded, config: Config) -> None:  # noqa: ARG002
        (config.data_dir / "stopped").rename(config.data_dir / "running")
        (config.data_dir / "tracker.db-wal").touch()

    async def test_hits_are_stored_while_the_database_is_checked(
        self, seeded: Seeded, config: Config, aiohttp_client: AiohttpClient, held_check: HeldCheck
    ) -> None:
        client = await aiohttp_client(create_app(config))
        await eventually(lambda: held_check.began)
        status, said = await ready(client)
        assert (status, said["integrity"]) == (200, "checking")
        assert (await visit(client, seeded.site)).status == 204
        held_check.go_on()
        await eventually(lambda: client.app[keys.HEALTH].integrity == "ok")

    @pytest.mark.usefixtures("held_check")
    async def test_nothing_moves_into_the_file_before_it_is_known_to_be_sound(
        self, seeded: Seeded, config: Config, aiohttp_client: AiohttpClient
    ) -> None:
        path = config.data_dir / "tracker.db"
        before = path.read_bytes()
        client = await aiohttp_client(create_app(config))
        assert (await visit(client, seeded.site)).status == 204
        await client.app[keys.DATABASE].checkpoint()
        await client.close()  # the check goes on: it is not known how it ends
        assert path.read_bytes() == before
        assert (config.data_dir / "tracker.db-wal").stat().st_size > 0
        assert (config.data_dir / "running").exists()

    async def test_damage_is_found_and_told(
        self, config: Config, aiohttp_client: AiohttpClient
    ) -> None:
        smash_page(config.data_dir / "tracker.db", "event_by_site")
        client = await aiohttp_client(create_app(config))
        await eventually(lambda: client.app[keys.HEALTH].integrity not in {"ok", "checking"})
        status, said = await ready(client)
        assert status == 503
        assert "the database is damaged" in str(said["wrong"])

    @pytest.mark.usefixtures("held_check")
    async def test_a_check_that_does_not_end_is_told(
        self, config: Config, aiohttp_client: AiohttpClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = await aiohttp_client(create_app(config))
        assert (await ready(client))[0] == 200
        monkeypatch.setattr(client.app[keys.HEALTH], "_clock", lambda: time.monotonic() + 3_600)
        status, said = await ready(client)
        assert status == 503
        assert "the check of the database does not end" in str(said["wrong"])

    async def test_a_check_that_cannot_be_done_is_told_and_tried_again(
        self, config: Config, aiohttp_client: AiohttpClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        allowed = threading.Event()

        def check(_: Path) -> str:
            if not allowed.is_set():
                raise MemoryError("no room to check in")
            return "ok"

        monkeypatch.setattr(soundness, "quick_check", check)
        monkeypatch.setattr(health, "CHECK_AGAIN", 0.01)
        client = await aiohttp_client(create_app(config))
        await eventually(lambda: "wrong" in client.app[keys.HEALTH].report())
        status, said = await ready(client)
        assert status == 503
        assert "could not be checked" in str(said["wrong"])
        assert "no room to check in" in str(said["wrong"])
        allowed.set()
        await eventually(lambda: client.app[keys.HEALTH].integrity == "ok")
        assert (await ready(client))[0] == 200
