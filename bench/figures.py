"""One line of the table that `python -m bench` prints, and the table."""

import os
import platform
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

PACKAGES = ("aiohttp", "uvloop", "aiosqlite", "msgspec")


class Figure(NamedTuple):
    """What was measured; `goal` None where there is none."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    at_least: bool = False  # else at most

    @property
    def is_met(self) -> bool:
        return self.goal is None or (
            self.value >= self.goal if self.at_least else self.value <= self.goal
        )

    def row(self) -> str:
        goal = ""
        if self.goal is not None:
            sign = "≥" if self.at_least else "≤"
            goal = f"{sign} {number(self.goal)} {self.unit}".strip()
        shown = f"{number(self.value)} {self.unit}".strip()
        return f"| {self.name} | {shown} | {goal}{'' if self.is_met else ' **missed**'} |"


def number(value: float) -> str:
    """Three digits that matter."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def table(figures: Sequence[Figure]) -> str:
    """Markdown, with the date and what it was measured on."""
    rows = [figure.row() for figure in figures]
    return "\n".join([machine(), "", "| figure | measured | goal |", "|---|---|---|", *rows])


def machine() -> str:
    packages = ", ".join(f"{name} {known(name)}" for name in PACKAGES)
    return (
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores of {processor()}, "
        f"{platform.system()} {platform.release()}, CPython {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {packages}; server on one core, clients on another."
    )


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def known(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "-"
