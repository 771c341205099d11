"""A PostgreSQL of the tests' own: what scripts/engines/postgres fetches, or the system's."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds until it takes connections
NOBODY = 65534  # it refuses to run as root
# What is written is on the disk's way, not on the disk: kills lose nothing of it, only a power cut.
SETTINGS = {
    "fsync": "off",
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "shared_buffers": "32MB",
    "unix_socket_directories": "",
}


def programs() -> Path | None:
    """The folder of initdb and postgres; None where there is none."""
    places = [ROOT / ".engines/postgres/bin", *sorted(Path("/usr/lib/postgresql").glob("*/bin"))]
    return next((each for each in places if (each / "postgres").exists()), None)


MISSING = programs() is None


class PostgresServer:
    """One in `folder`, with `settings` beside SETTINGS."""

    def __init__(self, folder: Path, settings: dict[str, str]) -> None:
        found = programs()
        assert found
        self._programs = found
        self._data = folder / "data"
        self._settings = SETTINGS | settings
        self.port = free_port()
        self._running: subprocess.Popen[bytes] | None = None
        self._make()

    def url(self, database: str = "postgres", login: str = "tracker") -> str:
        """Of one of its databases, for `name:password`."""
        return f"postgresql://{login}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """And wait until it takes connections."""
        options = [f"-c{name}={value}" for name, value in self._settings.items()]
        with (self._data.parent / "log").open("ab") as log:
            self._running = subprocess.Popen(
                [self._programs / "postgres", "-D", self._data, f"-p{self.port}", *options],
                stdout=log,
                stderr=log,
                **nobody(),
            )
        until = time.monotonic() + PATIENCE
        while not self._is_ready():
            assert self._running.poll() is None, self.said()
            assert time.monotonic() < until, self.said()
            time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends all sessions, SIGKILL leaves it to them to notice: another one cannot start
        before they have."""
        assert self._running
        _, *sessions = self._processes()
        self._running.send_signal(how)
        self._running.wait(PATIENCE)
        psutil.wait_procs(sessions, PATIENCE)
        self._running = None

    def hold(self) -> None:
        """Nobody who connects is answered; `go_on` lets it."""
        for each in self._processes():
            each.suspend()

    def go_on(self) -> None:
        for each in self._processes():
            each.resume()

    def ask(self, rules: str) -> None:
        """From the next start on, who comes in, and how: lines of pg_hba.conf."""
        (self._data / "pg_hba.conf").write_text(rules)

    def said(self) -> str:
        return (self._data.parent / "log").read_text(errors="replace")

    def end(self) -> None:
        if self._running:
            self.stop(signal.SIGQUIT)

    def _make(self) -> None:
        subprocess.run(
            [
                *(self._programs / "initdb", "-D", self._data, "-U", "tracker", "-A", "trust"),
                *("-E", "UTF8", "--locale=C", "--no-sync"),
            ],
            check=True,
            capture_output=True,
            **nobody(),
        )

    def _is_ready(self) -> bool:
        """As it says itself, in the last line of its file; one that was killed has left its own."""
        told = self._data / "postmaster.pid"
        said = told.read_text().split() if told.exists() else []
        assert self._running
        return said[:1] == [str(self._running.pid)] and said[-1] == "ready"

    def _processes(self) -> list[psutil.Process]:
        """It, and one for each connection."""
        assert self._running
        first = psutil.Process(self._running.pid)
        return [first, *first.children()]


@contextmanager
def postgres_server(
    settings: dict[str, str] | None = None, files: dict[str, bytes] | None = None
) -> Iterator[PostgresServer]:
    """One that runs; `files` lie beside its data, closed to others, where `{folder}` of a setting
    points."""
    folder = Path(tempfile.mkdtemp(prefix="tracker-postgres-"))
    server = None
    try:
        for name, content in (files or {}).items():
            (folder / name).write_bytes(content)
            (folder / name).chmod(0o600)
        if os.geteuid() == 0:
            for each in [folder, *folder.iterdir()]:
                os.chown(each, NOBODY, NOBODY)
        named = {name: value.format(folder=folder) for name, value in (settings or {}).items()}
        server = PostgresServer(folder, named)
        server.start()
        yield server
    finally:
        if server:
            server.end()
        shutil.rmtree(folder, ignore_errors=True)


def nobody() -> dict[str, int | list[int]]:
    """Of a process that must not be root."""
    if os.geteuid() != 0:
        return {}
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
