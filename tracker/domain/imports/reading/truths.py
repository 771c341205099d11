"""Yes and no, as databases print them and as spreadsheets of any language save them again."""

from __future__ import annotations

from functools import lru_cache

LONGEST = 20  # characters of either
_YES = frozenset({"1", "t", "true", "wahr", "vrai", "verdadero", "vero", "verdadeiro", "waar"})
_NO = frozenset({"", "0", "f", "false", "falsch", "faux", "falso", "onwaar"})


def is_true(said: str) -> bool:
    """Whether it says yes; of anything else no."""
    return _read(said[:LONGEST]) in _YES


def is_false(said: str) -> bool:
    """Whether it says no, or nothing."""
    return _read(said[:LONGEST]) in _NO


@lru_cache(64)
def _read(said: str) -> str:
    return said.strip().lower()
