"""Classes of windows' widths, by the names that reports have for them."""

from __future__ import annotations

from bisect import bisect

BEGIN = (1, 576, 768, 992, 1_200)  # CSS pixels
NAMES = ("", "xs", "sm", "md", "lg", "xl")


def screen(width: int) -> str:
    """ "" where it is not known."""
    return NAMES[bisect(BEGIN, width)]
