"""The systemd units, as far as they can be tried without systemd running."""

import asyncio
import re
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

from tests.deploy.proxies import PATH, free_ports, missing
from tests.eventually import PATIENCE, eventually
from tracker.domain.budget import MB, OF_STRANGERS, REPORTS, SERVER

ROOT = Path(__file__).parents[2]
UNITS = ROOT / "deploy" / "systemd"

pytestmark = pytest.mark.skipif(bool(missing("systemd-analyze")), reason="no systemd-analyze")


def analyze(*arguments: object) -> str:
    done = subprocess.run(
        ["systemd-analyze", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={"PATH": PATH},
        check=False,
    )
    return done.stdout + done.stderr


def test_the_units_are_well_formed() -> None:
    said = analyze("verify", *UNITS.iterdir()).splitlines()
    # The command is where deploy.sh installs it, and not on this machine.
    wrong = [line for line in said if "/opt/tracker/current/bin/tracker" not in line]
    ours = [line for line in wrong if re.search(r"\btracker\.(service|socket)\b", line)]
    assert ours == []


@pytest.mark.fault
@pytest.mark.skipif(bool(missing("systemd-socket-activate")), reason="not installed")
async def test_the_server_takes_a_socket_from_systemds_own_tool(data_dir: Path) -> None:
    port = free_ports(1)[0]
    data_dir.mkdir()
    said = data_dir.with_name("said")
    activated = activate(port, data_dir, said)
    try:
        await eventually(lambda: "Listening on" in said.read_text())
        async with aiohttp.ClientSession() as browser:
            async with browser.get(f"http://127.0.0.1:{port}/healthz") as answer:
                assert answer.status == 200
        activated.terminate()
        await asyncio.to_thread(activated.wait, PATIENCE)
        assert activated.returncode == 0
    finally:
        activated.kill()
    assert f"Tracker serves on http://127.0.0.1:{port}" in said.read_text()


def activate(port: int, data_dir: Path, said: Path) -> subprocess.Popen[bytes]:
    """The server starts when somebody comes."""
    environ = {"DATA_DIR": str(data_dir), "ENVIRONMENT": "test", "PYTHONPATH": str(ROOT)}
    passed = [f"--setenv={name}={value}" for name, value in environ.items()]
    listen = ["systemd-socket-activate", f"--listen=127.0.0.1:{port}", *passed]
    with said.open("w") as output:
        return subprocess.Popen(
            [*listen, sys.executable, str(ROOT / "run.py")],
            cwd=data_dir,
            env={"PATH": PATH},
            stdout=output,
            stderr=output,
        )


def test_the_service_is_shut_in() -> None:
    said = analyze("security", "--offline=true", UNITS / "tracker.service")
    level = re.search(r"exposure level for tracker\.service: ([\d.]+)", said)
    assert level, said
    assert float(level[1]) <= 2.0


def test_the_units_memory_is_what_the_parts_may_take() -> None:
    unit = (UNITS / "tracker.service").read_text()
    high, most = (
        int(re.search(rf"^Memory{name}=(\d+)[MG]$", unit, re.MULTILINE)[1])
        for name in ("High", "Max")
    )
    parts = (SERVER + REPORTS + OF_STRANGERS) / MB
    assert parts * 1.25 <= high <= parts * 1.5
    assert most * 1024 > high
    compose = (UNITS.parent / "compose.yaml").read_text()
    assert f"mem_limit: ${{MEMORY:-{most}g}}" in compose
