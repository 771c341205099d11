"""The Procfile, as honcho and the likes of Heroku run it."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

from tests.deploy.proxies import free_ports, listens
from tests.eventually import PATIENCE, eventually

ROOT = Path(__file__).parents[2]
HONCHO = [sys.executable, "-m", "honcho", "-f", str(ROOT / "Procfile"), "-d", str(ROOT)]

pytestmark = pytest.mark.fault


def environ(data_dir: Path, **more: str) -> dict[str, str]:
    """`python` is the one that runs the tests, as in an activated virtual environment."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return {"PATH": path, "DATA_DIR": str(data_dir), "HOME": str(data_dir.parent)} | more


def test_it_is_well_formed(data_dir: Path) -> None:
    checked = subprocess.run(
        [*HONCHO, "check"], env=environ(data_dir), capture_output=True, text=True, check=True
    )
    assert "Valid procfile detected (web)" in checked.stdout + checked.stderr


async def test_it_serves_at_port_warns_of_a_passing_disk_and_stops_cleanly(data_dir: Path) -> None:
    port = free_ports(1)[0]
    said = data_dir.with_name("said")
    honcho = start(said, port, environ(data_dir, DYNO="web.1"))
    try:
        await eventually(lambda: listens(port) or honcho.poll() is not None)
        async with aiohttp.ClientSession() as browser:
            async with browser.get(f"http://127.0.0.1:{port}/readyz") as answer:
                assert answer.status == 200
        honcho.send_signal(signal.SIGTERM)
        await asyncio.to_thread(honcho.wait, PATIENCE)
    finally:
        honcho.kill()
    words = said.read_text()
    assert "EVERYTHING THAT IS RECORDED WILL BE LOST" in words
    assert not listens(port)
    assert not (data_dir / "running").exists(), "the server has said goodbye to its data"


def start(said: Path, port: int, environ: dict[str, str]) -> subprocess.Popen:
    command = [*HONCHO, "-e", "/dev/null", "start", "-p", str(port)]
    with said.open("w") as output:
        return subprocess.Popen(command, env=environ, stdout=output, stderr=output)
