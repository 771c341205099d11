"""When a visit ends, and who is still here. The pages' scripts count by the same numbers."""

from __future__ import annotations

MINUTE = 60_000  # ms
GAP = 30 * MINUTE  # without an event: the next one begins another visit
# Without any sign. Never less than the gap: at a start the visits of those who are here go on.
GONE_AFTER = GAP
AWAY_FOR = 5 * MINUTE  # that a page in the background still counts


def goes_on(last_at: int, now: int) -> bool:
    """Whether an event at `now` belongs to the visit whose newest event was at `last_at`."""
    return now - last_at < GAP


def is_before(last_at: int, now: int) -> bool:
    """Whether an event at `now` is of a visit before that one: a sender told of it later."""
    return last_at - now >= GAP
