"""The last day of a site as small bars, and the day before it as a line: what SVG calls them."""

from __future__ import annotations

from collections.abc import Sequence

BAR = 36  # px, the highest
STEP, WIDE = 10, 8  # px of an hour, and of its bar


def heights_of(hours: Sequence[int]) -> tuple[int, ...]:
    """In px, of the highest's share; an hour with any pageview is at least visible."""
    most = max(hours)
    return tuple(max(2, round(BAR * count / most)) if count else 0 for count in hours)


def bars_of(heights: Sequence[int], first: int = 0) -> str:
    """A path with a bar for each hour, the first one in that place."""
    return "".join(
        f"M{STEP * hour} {BAR}v-{height}h{WIDE}v{height}z"
        for hour, height in enumerate(heights, first)
        if height
    )


def line_of(heights: Sequence[int]) -> str:
    """The points of a line through the middles of such bars."""
    return " ".join(
        f"{STEP * hour + WIDE // 2},{BAR - height}" for hour, height in enumerate(heights)
    )
