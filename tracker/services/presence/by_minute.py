"""Visits of the last thirty minutes by a word of theirs: a country, a source."""

from __future__ import annotations

from collections import deque

MINUTES = 30


class ByMinute:
    """Each visit counts in one minute; `back` is by how many it lies before the running one."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self._minutes = deque[dict[str, int]]({} for _ in range(MINUTES))

    def add(self, back: int, word: str) -> None:
        if word:
            minute = self._minutes[-1 - back]
            minute[word] = minute.get(word, 0) + 1
            self.counts[word] = self.counts.get(word, 0) + 1

    def forget(self, back: int, word: str) -> None:
        """One that was counted there is to be counted elsewhere."""
        if word in self._minutes[-1 - back]:
            _less(self._minutes[-1 - back], word, 1)
            _less(self.counts, word, 1)

    def turn(self) -> None:
        """A minute has passed."""
        for word, visits in self._minutes.popleft().items():
            _less(self.counts, word, visits)
        self._minutes.append({})


def _less(counts: dict[str, int], word: str, by: int) -> None:
    counts[word] -= by
    if counts[word] <= 0:
        del counts[word]
