"""A memory of what was met lately: two generations, of which the older one is forgotten."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def _always(_key: object) -> bool:
    return True


class Generations(dict[K, V]):
    """Up to twice `size` of what is `worth` it; what it does not have is made, and had from then
    on. Only to be asked by `[...]`: what was met lately costs no call."""

    def __init__(
        self, size: int, make: Callable[[K], V], worth: Callable[[K], bool] = _always
    ) -> None:
        super().__init__()
        self._size = size
        self._make = make
        self._worth = worth
        self._old: dict[K, V] = {}

    def __missing__(self, key: K) -> V:
        if not self._worth(key):
            return self._make(key)
        if len(self) >= self._size:
            self._old = self.copy()
            self.clear()
        value = self._old.get(key)
        if value is None:
            value = self._make(key)
        self[key] = value
        return value
