"""A bounded memory of the numbers that a table's rows have."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import takewhile
from typing import Generic, TypeVar

from tracker.domain.remembered import weight

K = TypeVar("K", bound=Hashable)


class Numbers(Generic[K]):
    """The numbers of one table's rows, `most` bytes of them between two batches. `known` may be
    read at any time after `learn`, and is written by `add` only."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._bytes = 0
        self.known: dict[K, int] = {}

    def add(self, key: K, number: int) -> None:
        self._bytes += 0 if key in self.known else weight(key)
        self.known[key] = number

    def make_room(self) -> None:
        """Forget what was learned first, if there is too much. Only between two batches: the rows
        of a batch are written with the numbers that all of it has learned."""
        if self._bytes > self._most:
            for key in list(takewhile(self._goes, self.known)):
                del self.known[key]

    def _goes(self, key: K) -> bool:
        """Whether this one is to be forgotten, too; it is counted as if it was."""
        goes = self._bytes > self._most * 7 // 8
        self._bytes -= weight(key) if goes else 0
        return goes
