"""Which of many texts another one begins with, whatever their number."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

V = TypeVar("V")


class Beginnings(Generic[V]):
    """In order, everything between a beginning of a text and the text begins so, too. So of what
    stands before the text the last one is tried, then the longest of the others that it begins
    with, and so on."""

    __slots__ = ("_before", "_texts", "_values")

    def __init__(self, values: Mapping[str, V]) -> None:
        self._values = dict(values)
        self._texts = sorted(values)
        self._before: dict[str, str | None] = {}
        open_: list[str] = []
        for text in self._texts:
            while open_ and not text.startswith(open_[-1]):
                open_.pop()
            self._before[text] = open_[-1] if open_ else None
            open_.append(text)

    def of(self, text: str) -> Sequence[V]:
        """The longest one first."""
        place = bisect_right(self._texts, text)
        if not place:
            return ()
        begin: str | None = self._texts[place - 1]
        found = []
        while begin is not None:
            if text.startswith(begin):
                found.append(self._values[begin])
            begin = self._before[begin]
        return found
