"""What the unit of systemd that runs the server lets it write."""

from __future__ import annotations

import pwd
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

UNIT = "tracker.service"
ASKED = (
    *("LoadState", "ExecStart", "EnvironmentFiles", "User", "ProtectSystem", "ProtectHome"),
    *("ReadWritePaths", "BindPaths", "StateDirectory", "LogsDirectory", "RuntimeDirectory"),
)
HOMES = (Path("/home"), Path("/root"), Path("/run/user"))
BELOW = {"StateDirectory": "/var/lib", "LogsDirectory": "/var/log", "RuntimeDirectory": "/run"}
WITHIN = 10.0  # seconds that systemctl may take


class Unit(NamedTuple):
    """`user` is number and group, None for root or nobody known."""

    writable: tuple[Path, ...]
    is_strict: bool
    hides_homes: bool
    user: tuple[int, int] | None

    def forbids(self, folder: Path) -> str:
        """Why a server of this unit cannot write there; "" where it can."""
        if any(folder.is_relative_to(each) for each in self.writable):
            return ""
        if self.hides_homes and any(folder.is_relative_to(home) for home in HOMES):
            return f"{UNIT} hides it (ProtectHome)"
        if self.is_strict:
            return f"{UNIT} lets it write only below {' and '.join(map(str, self.writable))}"
        return ""


def installed_unit(env_file: Path) -> Unit | None:
    """The unit of this machine that reads this very file; None where there is none."""
    command = ["systemctl", "show", UNIT, f"--property={','.join(ASKED)}"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=WITHIN)
    except (OSError, subprocess.SubprocessError):
        return None
    lines = (line.partition("=") for line in said.stdout.splitlines())
    told = {name: value for name, _, value in lines}
    read = f"{told.get('ExecStart')} {told.get('EnvironmentFiles')}".split()
    if told.get("LoadState") != "loaded" or str(env_file.absolute()) not in read:
        return None
    return unit_of(told)


def unit_of(told: Mapping[str, str]) -> Unit:
    """As `systemctl show` tells its properties."""
    writable = [_path(each) for each in shlex.split(told.get("ReadWritePaths", ""))]
    bound = shlex.split(told.get("BindPaths", ""))
    writable += [_path(each.split(":")[1] if ":" in each else each) for each in bound]
    for name, parent in BELOW.items():
        writable += [Path(parent, each) for each in told.get(name, "").split()]
    return Unit(
        tuple(writable),
        told.get("ProtectSystem") == "strict",
        told.get("ProtectHome") in {"yes", "tmpfs"},
        _user(told.get("User", "")),
    )


def _path(said: str) -> Path:
    return Path(said.lstrip("-+"))


def _user(name: str) -> tuple[int, int] | None:
    try:
        found = pwd.getpwnam(name)
    except KeyError:
        return None
    return (found.pw_uid, found.pw_gid) if found.pw_uid else None
