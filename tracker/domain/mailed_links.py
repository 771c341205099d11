"""What a link that was mailed is worth when somebody opens it."""

from __future__ import annotations

import enum
import hmac

LIFE = 900_000  # ms


class Worth(enum.Enum):
    """One word for each page that a link can lead to."""

    GOOD = "good"
    USED = "used"
    EXPIRED = "expired"
    FOREIGN = "foreign"  # asked for in another browser
    UNKNOWN = "unknown"  # mistyped, cut short, or ended by what happened since


def worth_of(
    created_at: int, used_at: int | None, asked_by: bytes, opened_by: bytes, now: int
) -> Worth:
    """A browser is known by the hash of its cookie; a clock that jumps back prolongs nothing."""
    if used_at is not None:
        return Worth.USED
    if not created_at <= now < created_at + LIFE:
        return Worth.EXPIRED
    return Worth.GOOD if hmac.compare_digest(asked_by, opened_by) else Worth.FOREIGN
