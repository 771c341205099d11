"""How a badge is laid out: two fields side by side, the same in each kind of picture."""

from __future__ import annotations

from typing import NamedTuple

from tracker.domain.badges.letters import width_of

HEIGHT, ROUND = 20, 4  # px
PADDING = 6  # px, beside a text
BASELINE = 14  # px from above
DARK, ACCENT = "3c4043", "0b7a5b"  # of the fields; letters are white


class Layout(NamedTuple):
    """`left` and `right`: how wide the fields are, in whole pixels."""

    label: str
    number: str
    left: int
    right: int

    @property
    def width(self) -> int:
        return self.left + self.right


def laid_out(label: str, number: str) -> Layout:
    """Without a label the number stands alone."""
    left = round(width_of(label)) + 2 * PADDING if label else 0
    return Layout(label, number, left, round(width_of(number)) + 2 * PADDING)
