"""SIGHUP: log files are opened anew, settings that can change are taken anew, nobody waits."""

from __future__ import annotations

import logging
import signal
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestClient

from tests.eventually import eventually
from tests.seeded_data import Seeded
from tests.server_process import ServerProcess, running
from tests.web.sites.owners import visit
from tracker.config import Config
from tracker.web.serving.reload import apply


async def status(server: ServerProcess, path: str) -> int:
    async with aiohttp.ClientSession() as browser:
        async with browser.get(f"http://127.0.0.1:{server.port}{path}") as answer:
            return answer.status


@pytest.mark.fault
async def test_settings_and_log_files_are_taken_anew(data_dir: Path) -> None:
    settings, logs = data_dir.parent / ".env", data_dir.parent / "logs"
    settings.write_text("REGISTRATION=closed\nLOG_DIR=logs\n")
    async with running(data_dir) as server:
        closed = await status(server, "/register")
        assert closed != 200

        (logs / "tracker.log").rename(logs / "moved.log")
        settings.write_text("REGISTRATION=open\nLOG_DIR=logs\nADMINS=ada@example.com\n")
        server.send(signal.SIGHUP)
        await eventually(lambda: "Taken anew: REGISTRATION" in server.said())
        await eventually(lambda: "ADMINS: in effect after a restart" in server.said())
        assert await status(server, "/register") == 200
        await eventually((logs / "tracker.log").exists)
        await eventually(lambda: "Taken anew" in (logs / "tracker.log").read_text())

        settings.write_text("REGISTRATION=perhaps\n")
        server.send(signal.SIGHUP)
        await eventually(lambda: "Nothing was taken anew" in server.said())
        assert await status(server, "/register") == 200

        settings.write_text("REGISTRATION=closed\nLOG_DIR=logs\n")
        for _ in range(20):
            server.send(signal.SIGHUP)
        await eventually(lambda: server.said().count("Taken anew: REGISTRATION") == 2)
        assert await status(server, "/register") == closed
        server.send(signal.SIGTERM)
        server.send(signal.SIGHUP)
        assert await server.ended() == 0


@pytest.mark.fault
async def test_it_does_not_kill_a_server_that_starts(data_dir: Path) -> None:
    server = ServerProcess(data_dir, ("tests/web/hung_up.py",), {})
    try:
        await server.serves()
    finally:
        await server.kill()


async def test_rates_change_from_the_next_hit_on(
    seeded: Seeded, client: TestClient, config: Config
) -> None:
    answers = [await visit(client, seeded.site, id=f"a{number}") for number in range(3)]
    assert [answer.headers.get("X-Tracker-Refused") for answer in answers] == [None] * 3
    level = logging.getLogger().level
    try:
        apply(client.app, replace(config, rate_per_address=1, rate_burst=1))
    finally:
        logging.getLogger().setLevel(level)
    answers = [await visit(client, seeded.site, id=f"b{number}") for number in range(3)]
    assert [answer.status for answer in answers].count(204) <= 1
