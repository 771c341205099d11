"""Choosing one of several, of which some are chosen more often."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Shares(Generic[T]):
    """Each with its share, in numbers of any size; summed up once, since a year draws a million."""

    def __init__(self, each: Iterable[tuple[T, float]]) -> None:
        pairs = [(one, share) for one, share in each if share > 0]
        self.each = [one for one, _ in pairs]
        self._reached = list(accumulate(share for _, share in pairs))

    def draw(self, chance: Random) -> T:
        return self.each[bisect(self._reached, chance.random() * self._reached[-1])]
