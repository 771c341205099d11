"""When a visit ends, and who is still here. The pages' scripts count by the same numbers."""

from __future__ import annotations

from tracker.domain.ids import given_at

MINUTE = 60_000  # ms
GAP = 30 * MINUTE  # without an event: the next one begins another visit
# A page on a wall that loads itself anew has no pause: a visit that never ended would count in no
# period but its first, and bring the mean duration of all to weeks.
LONGEST = 24 * 60 * MINUTE
# Without any sign. Never less than the gap: at a start the visits of those who are here go on.
GONE_AFTER = GAP
AWAY_FOR = 5 * MINUTE  # that a page in the background still counts


def goes_on(last_at: int, now: int) -> bool:
    """Whether an event at `now` belongs to the visit whose newest event was at `last_at`."""
    return now - last_at < GAP


def is_in(visit: int, last_at: int, now: int) -> bool:
    """Whether an event at `now` is of the visit with that id (0: none) and that newest event.
    A sender may tell later of one that was before the visit."""
    return -GAP < now - last_at < GAP and now - given_at(visit) < LONGEST
