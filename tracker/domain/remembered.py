"""What was worked out for a stranger's text, kept in a bounded number of bytes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from sys import getsizeof
from typing import Generic, ParamSpec, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
P = ParamSpec("P")

ENTRY = 120  # bytes: a place in a dict, in use or not, and what the allocator rounds up


class Remembered(Generic[K, V]):
    """A dict of `most` bytes at most, in two halves. When the newer one is full, the older one is
    dropped whole: what was not asked for since it began to fill is forgotten. Taking out single
    entries would have to search for the oldest, past the places of all that went before."""

    __slots__ = ("_half", "_left", "_new", "_old", "_weigh")

    def __init__(self, most: int, weigh: Callable[[K, V], int] | None = None) -> None:
        """`weigh`: the bytes of an entry; otherwise those of the texts and tuples in it."""
        self._half = most // 2
        self._left = self._half
        self._weigh: Callable[[K, V], int] = weigh or weight
        self._new: dict[K, V] = {}
        self._old: dict[K, V] = {}

    def get(self, key: K) -> V | None:
        value = self._new.get(key)
        if value is None and self._old and (value := self._old.pop(key, None)) is not None:
            self.put(key, value)
        return value

    def put(self, key: K, value: V) -> None:
        """None cannot be told from what is not known. What is larger than a half is not kept."""
        size = self._weigh(key, value)
        if size > self._half:
            return
        if size > self._left:
            self._old, self._new, self._left = self._new, {}, self._half
        self._new[key] = value
        self._left -= size

    def clear(self) -> None:
        self._new, self._old, self._left = {}, {}, self._half

    def __len__(self) -> int:
        return len(self._new) + len(self._old)


def weight(*parts: object) -> int:
    """Bytes of an entry, texts within tuples too."""
    return ENTRY + sum(map(_size, parts))


def _size(part: object) -> int:
    return getsizeof(part) + (sum(map(_size, part)) if isinstance(part, tuple) else 0)


def remembering(most: int) -> Callable[[Callable[P, V]], Callable[P, V]]:
    """Like functools.lru_cache, with a bound in bytes, for functions that never give None."""

    def around(function: Callable[P, V]) -> Callable[P, V]:
        memory: Remembered[tuple[object, ...], V] = Remembered(most)

        @wraps(function)
        def remembered(*args: P.args, **kwargs: P.kwargs) -> V:
            value = memory.get(args)
            if value is None:
                value = function(*args, **kwargs)
                memory.put(args, value)
            return value

        remembered.memory = memory  # type: ignore[attr-defined]
        return remembered

    return around
