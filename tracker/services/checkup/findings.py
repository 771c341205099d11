"""What a check has found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

Level = Literal["ok", "warn", "bad"]
WORST: tuple[Level, ...] = ("ok", "warn", "bad")


class Finding(NamedTuple):
    """One line. `advice` says what to do about it, and is empty where there is nothing to do."""

    check: str
    level: Level
    found: str
    advice: str = ""


def ok(check: str, found: str) -> Finding:
    """Nothing to do."""
    return Finding(check, "ok", found)


def warn(check: str, found: str, advice: str) -> Finding:
    """Something to know, or to do some day."""
    return Finding(check, "warn", found, advice)


def bad(check: str, found: str, advice: str) -> Finding:
    """Something to mend now."""
    return Finding(check, "bad", found, advice)


def worst(findings: Iterable[Finding]) -> Level:
    """The level of the worst."""
    return max((finding.level for finding in findings), key=WORST.index, default="ok")
