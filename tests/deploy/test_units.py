"""The systemd units, as far as they can be tried without systemd running."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.deploy.proxies import PATH, missing

UNITS = Path(__file__).parents[2] / "deploy" / "systemd"

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


def test_the_service_is_shut_in() -> None:
    said = analyze("security", "--offline=true", UNITS / "tracker.service")
    level = re.search(r"exposure level for tracker\.service: ([\d.]+)", said)
    assert level, said
    assert float(level[1]) <= 2.0
