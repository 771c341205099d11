"""A real ClickHouse for tests: one for each process that runs them, a database for each test."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from tests.deploy.proxies import free_ports
from tests.eventually import PATIENCE
from tracker.storage.clickhouse.client import ClickHouse, connected
from tracker.storage.clickhouse.schema import bring_up_to_date

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / ".engines/clickhouse/libchdb.so"
MISSING = not LIBRARY.exists()
SERVE = Path(__file__).with_name("serve_clickhouse.py")
databases = count(1)


class ClickHouseServer:
    """One in `folder`, maybe with a file of settings. Killed and started again it keeps its folder
    and its port."""

    def __init__(self, folder: Path, *settings: str) -> None:
        self._folder = folder
        self._said = folder / "said"
        port = free_ports(1)[0]
        self.url = f"http://127.0.0.1:{port}"
        self._words = [sys.executable, str(SERVE), str(LIBRARY), str(folder), str(port), *settings]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """And wait until it answers."""
        with self._said.open("ab") as said:
            self._process = subprocess.Popen(self._words, stdout=said, stderr=said)
        wait_for(f"{self.url}/ping", self._process, self._said)

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def clickhouse_server(folder: Path, *settings: str) -> Iterator[ClickHouseServer]:
    """One that runs."""
    server = ClickHouseServer(folder, *settings)
    try:
        server.start()
        yield server
    finally:
        server.kill()


@pytest.fixture(scope="session")
def clickhouse_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where it listens."""
    if MISSING:
        pytest.skip("ClickHouse is not installed here: `sh scripts/engines/clickhouse` fetches it")
    with clickhouse_server(tmp_path_factory.mktemp("clickhouse")) as server:
        yield server.url


def wait_for(address: str, server: subprocess.Popen[bytes], said: Path) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
                assert answer.status == 200
                return
        except OSError:
            assert server.poll() is None, said.read_text("utf-8", "replace")
            assert time.monotonic() < until, said.read_text("utf-8", "replace")
            time.sleep(0.05)


@pytest.fixture
async def empty_clickhouse(clickhouse_url: str) -> AsyncIterator[ClickHouse]:
    """A database without tables."""
    name = f"test_{next(databases)}"
    async with connected(clickhouse_url, f"{name}-made") as root:
        await root.run(f"create database {name}")
        async with connected(f"{clickhouse_url}/{name}", name) as engine:
            yield engine
        await root.run(f"drop database {name}")


@pytest.fixture
async def clickhouse(empty_clickhouse: ClickHouse) -> ClickHouse:
    """A database with its tables."""
    await bring_up_to_date(empty_clickhouse)
    return empty_clickhouse
