"""What a stranger may have kept a day beside the rows of hits: new texts and properties.

A row is narrow, about 110 bytes; a text that nobody has sent before is stored twice, in its table
and in that table's index, and what is long takes whole pages. Measured with 5,000 each on fresh
files: texts of 60, 400, 1,000 and 2,048 bytes cost 148, 987, 5,721 and 8,789; properties of 100,
1,000, 2,000 and 4,096 bytes 107, 1,305, 4,041 and 4,545."""

from __future__ import annotations

OTHER = "(other)"  # in the place of a text that may not be kept
DAY = 86_400_000  # ms

PAGE = 4_096  # bytes, of the database
TEXT_IN_PAGE = 900  # bytes of a text that still has room in a page of the index
PROPERTIES_IN_PAGE = 1_000


def text_cost(size: int) -> int:
    """At most so many bytes on disk for a new text of that many."""
    return 20 + size * 5 // 2 if size <= TEXT_IN_PAGE else 700 + PAGE + 2 * size


def properties_cost(size: int) -> int:
    """The same for a hit's properties."""
    return size * 7 // 5 if size <= PROPERTIES_IN_PAGE else max(PAGE + 50, size + 500)


class Bucket:
    """What one sender has had kept, leaking: a quarter of a day's share at once, the other three
    over the day, so that no day has more than the share."""

    __slots__ = ("at", "used")

    def __init__(self, used: float = 0.0, at: int = 0) -> None:
        self.used = used
        self.at = at  # ms, UTC

    def take(self, cost: int, share: int, now: int) -> bool:
        """Whether it fits; `share`: bytes a day. A clock that goes back gives nothing away."""
        self.leak(share, now)
        if self.used + cost > share / 4:
            return False
        self.used += cost
        return True

    def leak(self, share: int, now: int) -> float:
        """What is still counted at `now`."""
        self.used = max(0.0, self.used - max(0, now - self.at) * share * 0.75 / DAY)
        self.at = now
        return self.used
