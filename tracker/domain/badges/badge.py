"""What a badge says: one figure of a site, or of one of its pages."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

Figure = Literal["now", "today", "last_28_days", "all"]
FIGURES: tuple[Figure, ...] = get_args(Figure)
# Seconds for which an answer is good: visitors now, or pageviews of the stretch of time.
LIFE: dict[Figure, int] = {"now": 5, "today": 10, "last_28_days": 60, "all": 60}


class Badge(msgspec.Struct, frozen=True, kw_only=True):
    """`page`: a path; "" for the whole site. `label`: what stands beside the number. `user_id`: who
    has made it; None where nobody knows any more."""

    id: int
    site_id: int
    figure: Figure
    page: str
    label: str
    token: str
    user_id: int | None
    created_at: int

    @property
    def life(self) -> int:
        """Seconds for which its number is good."""
        return LIFE[self.figure]
