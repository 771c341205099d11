"""When something happened, as senders of other products write it."""

from __future__ import annotations

from datetime import UTC, datetime

LATEST = 24 * 3_600_000  # ms before it is told: what is older is for an import
AHEAD = 5_000  # ms that a clock may be ahead


class TooOld(ValueError):
    """More than a day ago."""


def read_time(sent: str | float | None) -> int | None:
    """Milliseconds UTC of RFC 3339, of `2026-11-30 12:00:00`, or of seconds since 1970; None for
    what is no time."""
    if sent is None or isinstance(sent, bool) or sent == "":
        return None
    try:
        return int(_seconds(sent) * 1000)
    except (ValueError, OverflowError, OSError):
        return None


def within_a_day(at: int, now: int) -> int:
    """The time, not later than now. Raises TooOld."""
    if at < now - LATEST:
        raise TooOld
    return min(at, now)


def _seconds(sent: str | float) -> float:
    if not isinstance(sent, str):
        return float(sent)
    try:
        return float(sent)
    except ValueError:
        at = datetime.fromisoformat(sent.strip())
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
