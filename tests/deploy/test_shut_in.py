"""The server under the system calls that its unit leaves it: everything works there, too."""

import ctypes.util
import sys
from pathlib import Path

import pytest

from tests.deploy.proxies import missing
from tests.deploy.shut_in import UNIT, first_day
from tests.deploy.under_unit import allowed

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(sys.platform != "linux", reason="no filter of system calls"),
    pytest.mark.skipif(bool(missing("systemd-analyze")), reason="no systemd-analyze"),
    pytest.mark.skipif(not ctypes.util.find_library("seccomp"), reason="no libseccomp"),
]


async def test_a_first_day_under_the_unit_is_as_any_other(tmp_path: Path) -> None:
    day = await first_day(tmp_path)
    assert (day.missed, day.nice) == ([], True)


async def test_a_unit_that_allows_less_costs_urgency_only(tmp_path: Path) -> None:
    """Whoever keeps the unit of an earlier release has a server that works."""
    unit = tmp_path / "tracker.service"
    unit.write_text(UNIT.read_text().replace("SystemCallFilter=setpriority\n", ""))
    assert "setpriority" not in allowed(unit)
    day = await first_day(tmp_path, unit)
    assert (day.missed, day.nice) == ([], False)


def test_the_unit_forbids_what_a_server_never_does() -> None:
    assert not {"mount", "chown", "ptrace", "setuid", "reboot", "bpf"} & allowed(UNIT)
