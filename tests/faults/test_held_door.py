"""Who visits while a command has the data folder to itself waits for the server, and is served."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import aiohttp
import pytest

from tests.eventually import eventually
from tests.handed_socket import held, start_with
from tests.server_process import ROOT
from tracker.storage.disk.lock import data_folder

pytestmark = pytest.mark.fault


@contextmanager
def started(data_dir: Path, said: Path) -> Iterator[tuple[subprocess.Popen, int]]:
    """As by systemd at a visit: the socket was there before."""
    environ = {"DATA_DIR": str(data_dir), "ENVIRONMENT": "test", "PYTHONPATH": str(ROOT)}
    with held() as listening, said.open("w") as output:
        process = start_with(
            listening,
            *(sys.executable, str(ROOT / "run.py")),
            cwd=data_dir.parent,
            env={"PATH": os.environ["PATH"]} | environ,
            stdout=output,
            stderr=output,
        )
        try:
            yield process, listening.getsockname()[1]
        finally:
            process.kill()
            process.wait()


async def visited(port: int) -> int:
    async with aiohttp.ClientSession() as browser:
        async with browser.get(f"http://127.0.0.1:{port}/healthz") as answer:
            return answer.status


async def test_a_visit_in_the_middle_of_a_restore_is_served_after_it(tmp_path: Path) -> None:
    data_dir, said = tmp_path / "data", tmp_path / "said"
    with data_folder(data_dir, "tracker restore"), started(data_dir, said) as (process, port):
        visit = asyncio.create_task(visited(port))
        await eventually(lambda: "(tracker restore): waiting" in said.read_text(), within=30)
        await asyncio.sleep(0.5)
        assert (visit.done(), process.poll()) == (False, None)
        assert not (data_dir / "tracker.db").exists()
        visit.cancel()


async def test_it_serves_once_the_command_is_done(tmp_path: Path) -> None:
    data_dir, said = tmp_path / "data", tmp_path / "said"
    command = data_folder(data_dir, "tracker restore")
    command.__enter__()
    with started(data_dir, said) as (process, port):
        visit = asyncio.create_task(visited(port))
        await eventually(lambda: "waiting until it is done" in said.read_text(), within=30)
        command.__exit__(None, None, None)
        assert await asyncio.wait_for(visit, 30) == 200
        holder = (data_dir / "lock").read_text()
        assert holder == f"process {process.pid} (serving http://127.0.0.1:{port})"


async def test_one_that_waits_ends_when_it_is_told_to(tmp_path: Path) -> None:
    data_dir, said = tmp_path / "data", tmp_path / "said"
    with data_folder(data_dir, "tracker restore"), started(data_dir, said) as (process, _port):
        await eventually(lambda: "waiting until it is done" in said.read_text(), within=30)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(process.wait, 30) == 0
