"""Counts of failures by name, in bounded memory whoever makes the names up."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import NamedTuple

LEVELS = 8  # failures that are told apart when somebody has to be forgotten
ENTRY_BYTES = 260  # measured: a digest, a count and their place in a table


class Count(NamedTuple):
    """Failures in a row, and the moment (monotonic seconds) before which no other try counts."""

    failures: int = 0
    not_before: float = 0.0


class FailureCounts:
    """Keeps no name, only its hash under `key`, so that nobody can make two names collide.

    Where the room ends, who has failed least is forgotten first, the longest unused among those: to
    have a name forgotten that failed five times, the whole table must fail five times."""

    def __init__(self, most_bytes: int, key: bytes) -> None:
        self.most = most_bytes // ENTRY_BYTES
        self._key = key
        self._levels: list[OrderedDict[bytes, Count]] = [OrderedDict() for _ in range(LEVELS)]

    def __len__(self) -> int:
        return sum(map(len, self._levels))

    def find(self, name: str) -> Count:
        """What is known of the name; no failures where that is nothing."""
        digest = self._digest(name)
        found = (level[digest] for level in self._levels if digest in level)
        return next(found, Count())

    def put(self, name: str, count: Count) -> None:
        """Keep it, instead of what was known before."""
        self.forget(name)
        if len(self) >= self.most:
            next(level for level in self._levels if level).popitem(last=False)
        self._levels[min(count.failures, LEVELS) - 1][self._digest(name)] = count

    def forget(self, name: str) -> None:
        """It has failed no more."""
        digest = self._digest(name)
        for level in self._levels:
            level.pop(digest, None)

    def _digest(self, name: str) -> bytes:
        encoded = name.encode("utf-8", "surrogatepass")
        return hashlib.blake2b(encoded, digest_size=16, key=self._key).digest()
