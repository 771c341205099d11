"""When a message that was not taken is tried again."""

from __future__ import annotations

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000  # ms
# Together three days: a target that is down over a weekend gets all of them.
PAUSES = (
    *(5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR),
    *(4 * HOUR, 8 * HOUR, 12 * HOUR, 22 * HOUR, 24 * HOUR),
)


def next_try(tries: int, at: int) -> int | None:
    """After so many tries, the last of them at that time; None: it is given up. ms UTC."""
    return at + PAUSES[tries - 1] if tries <= len(PAUSES) else None
