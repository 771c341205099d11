"""Which SQLite a process really has: what it has mapped, not what anybody says of it."""

import os
import re
import sqlite3
import sys
from pathlib import Path

MAPPED = re.compile(r"(/\S*sqlite3\S*\.so\S*)$", re.M)
FILE = Path("/proc/self/maps")  # elsewhere than on Linux nothing is known


def mapped(pid: int | None = None) -> set[str]:
    """The files of SQLite and of Python's module for it in that process; this one's by default."""
    maps = FILE.parent.with_name(str(pid or os.getpid())) / FILE.name
    return set(MAPPED.findall(maps.read_text())) if FILE.exists() else set()


def is_replaced() -> bool:
    """Whether this Python has another module in sqlite3's place: scripts/newest."""
    return sqlite3.__name__ != "sqlite3"


def versions() -> str:
    """One line for whoever reads what a run has printed."""
    python = ".".join(map(str, sys.version_info[:3]))
    return f"Python {python}, SQLite {sqlite3.sqlite_version} ({sqlite3.__name__})"
