"""The real server in a process of its own, to be killed, stopped and started again."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests import sqlite_library
from tests.eventually import eventually

ROOT = Path(__file__).parents[1]
RUN = ("run.py",)
UNLIMITED = {
    "RATE_PER_ADDRESS": "1000000",
    "RATE_BURST": "1000000",
    "RATE_PER_SITE": "10000000",
    "FREE_MB": "0",
}
SERVES = re.compile(r"Tracker serves on http://127\.0\.0\.1:(\d+)")


class ServerProcess:
    """One run. `port` and `boot_seconds` are known once it serves; `log` is all that it said."""

    def __init__(self, data_dir: Path, program: tuple[str, ...], settings: dict[str, str]) -> None:
        data_dir.parent.mkdir(parents=True, exist_ok=True)
        self.log = data_dir.with_name(f"{data_dir.name}.log")
        self.port = 0
        self.boot_seconds = 0.0
        self._started = time.monotonic()
        script, *arguments = program
        with self.log.open("a") as log:
            self._said_before = log.tell()
            self._process = subprocess.Popen(
                (sys.executable, ROOT / script, *arguments),
                cwd=data_dir.parent,  # where no .env is
                env=_environment(data_dir) | settings,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    async def serves(self) -> None:
        """Wait until it says where; AssertionError with its words when it ends instead."""
        self.port = int((await eventually(self._found))[1])
        self.boot_seconds = time.monotonic() - self._started
        assert sqlite_library.mapped(self.pid) == sqlite_library.mapped()

    def said(self) -> str:
        """What this run has printed and logged."""
        return self.log.read_bytes()[self._said_before :].decode()

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process, if it still runs."""
        self._process.send_signal(number)

    async def ended(self, within: float = 30) -> int:
        """The exit code; negative for a signal."""
        await eventually(lambda: self._process.poll() is not None, within)
        return self._process.returncode

    async def kill(self) -> None:
        """kill -9, and wait until nothing of it is left."""
        if self._process.poll() is None:
            self.send(signal.SIGKILL)
        await asyncio.to_thread(self._process.wait)

    def _found(self) -> re.Match[str] | None:
        found = SERVES.search(self.said())
        if found is None and self._process.poll() is not None:
            raise RuntimeError(f"The server ended with {self._process.returncode}: {self.said()}")
        return found


@asynccontextmanager
async def running(
    data_dir: Path, program: tuple[str, ...] = RUN, **settings: str
) -> AsyncIterator[ServerProcess]:
    """A server that serves; killed on the way out unless it has ended by then."""
    server = ServerProcess(data_dir, program, settings)
    try:
        await server.serves()
        yield server
    finally:
        await server.kill()


def _environment(data_dir: Path) -> dict[str, str]:
    """Nothing of the operator's own settings, and no limit that a load would run into."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    ours = {"HOST": "127.0.0.1", "PORT": "0", "DATA_DIR": str(data_dir), "ENVIRONMENT": "test"}
    return kept | UNLIMITED | ours | {"PYTHONPATH": str(ROOT)}
