"""The library that reads and writes the file: which release, and what is known of that."""

from __future__ import annotations

import sqlite3

RELEASE = sqlite3.sqlite_version
VERSION = sqlite3.sqlite_version_info

# Releases with SQLite's WAL-reset fault: sqlite.org/wal.html#walresetbug
FIXED_IN = (3, 51, 3)
ALSO_FIXED = ((3, 50, 7), (3, 44, 6))


def known_fault(version: tuple[int, ...]) -> str:
    """A warning where this SQLite has the fault; "" where it has not."""
    if version >= FIXED_IN or any(
        fixed <= version < (fixed[0], fixed[1] + 1) for fixed in ALSO_FIXED
    ):
        return ""
    text = ".".join(map(str, version))
    return (
        f"SQLite {text} can damage a database that two programs write at once (fixed in 3.51.3). "
        "Tracker's is written by its server alone: nothing to do, but let no other program write "
        "tracker.db."
    )
