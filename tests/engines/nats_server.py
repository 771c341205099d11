"""Real NATS servers on this machine, three that are one: `make install-test` fetches them into
.engines/nats. Each has a folder of its own, and writes every message through to the disk."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from tests.eventually import PATIENCE

BINARY = Path(__file__).parents[2] / ".engines" / "nats" / "bin" / "nats-server"
MISSING = not BINARY.is_file()
WHY = "The NATS server is missing: sh scripts/engines/nats"
needs_nats = pytest.mark.skipif(MISSING, reason=WHY)

NODE = """
server_name: {name}
listen: 127.0.0.1:{port}
http: 127.0.0.1:{health}
max_payload: 1MB
lame_duck_grace_period: 1s
jetstream {{ store_dir: "{folder}", max_mem: 64MB, max_file: 1GB, sync_interval: always }}
"""
MANY = """
cluster {{ name: tests, listen: 127.0.0.1:{route}, routes: [{routes}] }}
"""


class NatsNode:
    """One server. Stopped, killed and started again it keeps its folder and its ports."""

    def __init__(self, name: str, folder: Path, port: int, health: int, more: str) -> None:
        self.name = name
        self.folder = folder / name
        self.port = port
        self._health = health
        self._config = folder / f"{name}.conf"
        self._log = folder / f"{name}.log"
        self._text = NODE.format(name=name, folder=self.folder, port=port, health=health)
        self._config.write_text(self._text + more)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [str(BINARY), "-c", str(self._config)], stdout=log, stderr=log
            )

    def await_health(self) -> None:
        """Until it serves, and has what the others have."""
        deadline = time.monotonic() + PATIENCE
        while not self._is_healthy():
            assert time.monotonic() < deadline, self._log.read_text()[-3000:]
            time.sleep(0.02)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def lose(self) -> None:
        """It is killed, and its disk is gone."""
        self.kill()
        shutil.rmtree(self.folder)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def reload(self, more: str) -> None:
        """With other lines of configuration."""
        self._config.write_text(self._text + more)
        self._signal(signal.SIGHUP)

    def lame_duck(self) -> None:
        """It hands over what it leads, sends its clients away, and ends by itself."""
        self._end(signal.SIGUSR2)

    def pause(self) -> None:
        """It is there and answers nothing, until it is resumed."""
        self._signal(signal.SIGSTOP)
        deadline = time.monotonic() + PATIENCE
        while not self._is_stopped():
            assert time.monotonic() < deadline
            time.sleep(0.01)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    @property
    def runs(self) -> bool:
        return self._process is not None

    def _end(self, number: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(number)
            self._process.wait(PATIENCE)
            self._process = None

    def _signal(self, number: signal.Signals) -> None:
        assert self._process
        self._process.send_signal(number)

    def _is_stopped(self) -> bool:
        """All its threads are: on a busy machine a moment after the signal."""
        assert self._process
        threads = Path(f"/proc/{self._process.pid}/task").glob("*/stat")
        return all(each.read_text().rpartition(")")[2].split()[0] == "T" for each in threads)

    def _is_healthy(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self._health, timeout=PATIENCE)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


class NatsServers:
    """As many as there are; `url` names them all, for who has no name and no password."""

    def __init__(self, nodes: list[NatsNode]) -> None:
        self.nodes = nodes
        self.url = ",".join(f"nats://127.0.0.1:{node.port}" for node in nodes)

    def node(self, name: str) -> NatsNode:
        return next(node for node in self.nodes if node.name == name)

    def start(self) -> None:
        """Those that do not run."""
        for node in self.nodes:
            if not node.runs:
                node.start()
        for node in self.nodes:
            node.await_health()


@contextmanager
def nats_servers(folder: Path, count: int = 3, more: str = "") -> Iterator[NatsServers]:
    """`more`: lines of their configuration. They end with the block, and not before they are made
    to."""
    ports = free_ports(3 * count)
    routes = ", ".join(f"nats://127.0.0.1:{port}" for port in ports[2 * count :])
    nodes = []
    for number in range(count):
        port, health, route = ports[number::count]
        cluster = MANY.format(route=route, routes=routes) if count > 1 else ""
        nodes.append(NatsNode(f"n{number + 1}", folder, port, health, more + cluster))
    servers = NatsServers(nodes)
    with ExitStack() as ending:
        for node in nodes:
            ending.callback(node.kill)
        servers.start()
        yield servers


def free_ports(count: int) -> list[int]:
    with ExitStack() as bound:
        free = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
        return [bound.enter_context(each).getsockname()[1] for each in free]


@pytest.fixture(scope="session")
def shared_nats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NatsServers]:
    """For all tests of this process that break none of them."""
    with nats_servers(tmp_path_factory.mktemp("nats")) as servers:
        yield servers
