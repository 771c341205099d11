"""What the benchmarks start and look at: servers on one core, everything else on the other."""

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SERVER_CORE, CLIENT_CORE = "0", "1"


def settings(data: Path, port: int) -> dict[str, str]:
    """Variables of a server whose limits no load runs into."""
    much = "1000000"
    return {
        "DATA_DIR": str(data),
        "PORT": str(port),
        "TRUSTED_PROXIES": "127.0.0.1",
        "RATE_PER_SITE": much,
        "RATE_PER_ADDRESS": much,
        "RATE_BURST": much,
        "SOCKETS_PER_USER": "10000",
        "SOCKETS": "10000",
        "LOG_LEVEL": "WARNING",
    }


def start_server(arguments: list[str], variables: dict[str, str]) -> subprocess.Popen[str]:
    """Python with these arguments, on the server's core."""
    command = ["taskset", "-c", SERVER_CORE, sys.executable, *arguments]
    return subprocess.Popen(
        command, env=os.environ | variables, text=True, stdout=subprocess.DEVNULL
    )


@contextmanager
def serving(
    port: int, arguments: list[str], variables: dict[str, str]
) -> Iterator[subprocess.Popen[str]]:
    """Such a server while the context is open, from when it listens at that port."""
    process = start_server(arguments, variables)
    try:
        wait_for(port)
        yield process
    finally:
        stop(process)


@contextmanager
def serving_product(data: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """Tracker, with what is in that folder."""
    with serving(port, ["run.py"], settings(data, port)) as process:
        yield process


def start_client(arguments: list[str], stdin: str = "") -> subprocess.Popen[str]:
    """Python with these arguments, on the clients' core; its output is read from the pipe."""
    command = ["taskset", "-c", CLIENT_CORE, sys.executable, *arguments]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    process.stdin.write(stdin)
    process.stdin.close()
    return process


def send_steadily(
    port: int, requests: Path, rate: float, seconds: float, first: int
) -> subprocess.Popen[str]:
    """An open loop: the sender does not wait for answers, and a stall counts in full. The hits have
    numbers from `first` on; `lost` are those that had no answer ten seconds after the last one."""
    load = [port, requests, rate, seconds, first]
    return start_client(["-m", "bench.load.open_loop", *map(str, load)])


def figures_of(client: subprocess.Popen[str]) -> dict[str, Any]:
    """What it has counted; waits for its end."""
    assert client.stdout
    figures: dict[str, Any] = json.loads(client.stdout.read())
    client.wait()
    return figures


def stop(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, within: float = 20.0) -> None:
    """Until something listens there."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.005)
    raise TimeoutError(f"nothing listens on {port}")


def cpu_seconds(pid: int) -> float:
    """CPU time that the process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int) -> float:
    """RSS in MB (10^6 bytes)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def allow_many_files() -> None:
    """A thousand sockets are more than many a default; children inherit it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(65_536, most), most))
