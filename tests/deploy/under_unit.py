"""Starts a program under the system calls that a unit of systemd leaves it:

    python tests/deploy/under_unit.py UNIT SCRIPT [ARGUMENT ...]

is what systemd does between fork and exec, by the lines SystemCallFilter=, SystemCallErrorNumber=
and NoNewPrivileges= of the very file. `systemd-analyze` is asked which calls are in a group."""

from __future__ import annotations

import ctypes
import ctypes.util
import errno
import os
import subprocess
import sys
from pathlib import Path

ALLOW, ERRNO = 0x7FFF0000, 0x00050000  # seccomp(2)
NO_NEW_PRIVILEGES = 38  # prctl(2)


def settings(unit: Path, name: str) -> list[str]:
    """The values of that name, in the order of the file."""
    lines = (line.partition("=") for line in unit.read_text().splitlines())
    return [value.strip() for key, _, value in lines if key == name]


def allowed(unit: Path) -> set[str]:
    """The calls that the filter lets through; systemd.exec(5) says how its lines add up.

    ValueError for a filter that forbids only what it names: ours names what is allowed."""
    calls = in_group("@default")
    for number, words in enumerate(settings(unit, "SystemCallFilter")):
        named = set().union(*(in_group(word) for word in words.removeprefix("~").split()))
        if not number and words.startswith("~"):
            raise ValueError("The filter begins with what it forbids.")
        calls = calls - named if words.startswith("~") else calls | named
    return calls


def in_group(word: str) -> set[str]:
    """The calls of a group, and of the groups in it; a call by itself is one."""
    if not word.startswith("@"):
        return {word}
    asked = ["systemd-analyze", "syscall-filter", "--no-pager", word]
    said = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    lines = (line.strip() for line in said.splitlines()[1:])
    return set().union(*(in_group(line) for line in lines if line and line[0] != "#"))


def shut_in(unit: Path) -> None:
    """From here on this process and what it starts may do what the unit allows."""
    refusal = getattr(errno, settings(unit, "SystemCallErrorNumber")[-1])
    calls = allowed(unit)
    libc = ctypes.CDLL(None, use_errno=True)
    if settings(unit, "NoNewPrivileges")[-1:] == ["yes"]:
        check(libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    seccomp = ctypes.CDLL(ctypes.util.find_library("seccomp"))
    seccomp.seccomp_init.restype = ctypes.c_void_p
    rules = ctypes.c_void_p(seccomp.seccomp_init(ctypes.c_uint32(ERRNO | refusal)))
    for call in calls:
        number = seccomp.seccomp_syscall_resolve_name(call.encode())
        if number >= 0:  # else another machine's
            check(seccomp.seccomp_rule_add(rules, ctypes.c_uint32(ALLOW), number, 0))
    check(seccomp.seccomp_load(rules))


def check(result: int) -> None:
    """Raise what a function of C says by a number."""
    if result < 0:
        raise OSError(-result, os.strerror(-result))


if __name__ == "__main__":
    shut_in(Path(sys.argv[1]))
    os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
