"""Restarting the server under load behind a proxy, and what became of the visits."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import aiohttp

from tests.deploy.proxies import WHOLE, Proxy, Upstream
from tests.eventually import PATIENCE, eventually
from tests.handed_socket import held, start_with
from tests.seeded_data import seed
from tests.stored_hits import beacons_in, missing
from tests.web.sites.owners import FIREFOX

ROOT = Path(__file__).parents[2]
SENDERS = 12
UNLIMITED = {"RATE_PER_ADDRESS": "1000000", "RATE_BURST": "1000000", "RATE_PER_SITE": "1000000"}


class Restart(NamedTuple):
    """What the senders were answered: `refused` is all that was not 204."""

    acknowledged: int
    lost: int
    refused: int
    slowest: float  # seconds


async def restarted(
    proxy: Proxy, upstream: Upstream, data_dir: Path, times: int, handed: bool
) -> Restart:
    """Restart a busy server so many times. `handed`: its socket stays open meanwhile."""
    seeded = await seed(data_dir)
    upstream.path.unlink(missing_ok=True)
    answers: Counter[int] = Counter()
    acknowledged: list[str] = []
    slowest = 0.0
    stop = asyncio.Event()

    async def send(browser: aiohttp.ClientSession, name: str) -> None:
        nonlocal slowest
        number = 0
        while not stop.is_set():
            number += 1
            hit = f"{name}-{number}"
            data = json.dumps({"name": "pageview", "url": "https://example.com/", "id": hit})
            asked = time.monotonic()
            path = f"/visit/{seeded.site.key}"
            async with browser.post(path, data=data, headers={"User-Agent": FIREFOX}) as answer:
                status = answer.status
            slowest = max(slowest, time.monotonic() - asked)
            answers[status] += 1
            if status == 204:
                acknowledged.append(hit)
            else:
                await asyncio.sleep(0.02)

    with held(upstream.path) if handed else held() as listening:
        if handed:
            upstream.path.chmod(0o660)
        server = Server(data_dir, listening if handed else None, upstream)
        try:
            await server.serves()
            async with proxy.browser() as browser:
                sending = [asyncio.create_task(send(browser, str(at))) for at in range(SENDERS)]
                for _ in range(times):
                    before = len(acknowledged)
                    await eventually(lambda: len(acknowledged) > before + 200, within=60)  # noqa: B023
                    await server.restarts()
                before = len(acknowledged)
                await eventually(lambda: len(acknowledged) > before + 200, within=60)
                stop.set()
                await asyncio.gather(*sending)
        finally:
            await server.ends()
    upstream.path.unlink(missing_ok=True)
    lost = missing(acknowledged, seeded.site.id, beacons_in(data_dir))
    return Restart(len(acknowledged), len(lost), sum(answers.values()) - answers[204], slowest)


class Server:
    """A server at the Unix socket, its own or one that outlives it."""

    def __init__(self, data_dir: Path, handed, upstream: Upstream) -> None:
        self._data_dir = data_dir
        self._handed = handed
        self._environ = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DATA_DIR": str(data_dir),
            "PUBLIC_URL": f"https://{WHOLE}",
            "ENVIRONMENT": "test",
            "SOCKET": "" if handed else str(upstream.path),
        }
        self._start()

    def _start(self) -> None:
        command = [sys.executable, str(ROOT / "run.py")]
        with self._data_dir.with_name("server.log").open("a") as log:
            options = {
                "env": self._environ | UNLIMITED,
                "cwd": self._data_dir.parent,
                "stdout": log,
                "stderr": log,
            }
            if self._handed:
                self._process = start_with(self._handed, *command, **options)
            else:
                self._process = subprocess.Popen(command, **options)

    async def serves(self) -> None:
        """Wait until it has opened its doors: it says so by its control socket."""
        await eventually((self._data_dir / "control.sock").exists)

    async def restarts(self) -> None:
        """As systemd does: the next one starts when this one has ended."""
        await self.ends()
        self._start()
        await self.serves()

    async def ends(self) -> None:
        """SIGTERM, and its clean exit."""
        self._process.send_signal(signal.SIGTERM)
        try:
            await asyncio.to_thread(self._process.wait, PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
        assert self._process.returncode == 0
