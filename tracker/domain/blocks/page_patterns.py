"""Pages by pattern, in a time that grows with the path's length and not with its square."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tracker.domain.blocks.beginnings import Beginnings
from tracker.domain.blocks.block import Rule, has_inner_star

Pattern = tuple[re.Pattern[str], Rule]


class PagePatterns:
    """`*` stands for anything but `/` and `**` for anything, as in goals."""

    __slots__ = ("_begin", "_exact", "_inner")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._exact: dict[str, Rule] = {}
        begin: dict[str, Rule] = {}
        inner: dict[str, list[Pattern]] = {}
        for rule in rules:
            if has_inner_star(rule.kind, rule.of):
                fitting = re.compile(expression_of(rule.of))
                inner.setdefault(rule.of.partition("*")[0], []).append((fitting, rule))
            elif rule.of.endswith("**"):
                begin[rule.of[:-2]] = rule
            else:
                self._exact[rule.of] = rule
        self._begin, self._inner = Beginnings(begin), Beginnings(inner)

    def find(self, path: str) -> Rule | None:
        """One that the path fits."""
        if rule := self._exact.get(path):
            return rule
        if rule := next(self._begin.of(path), None):
            return rule
        for patterns in self._inner.of(path):
            for fitting, rule in patterns:
                if fitting.match(path):
                    return rule
        return None


def expression_of(pattern: str) -> str:
    """What `re` needs to see whether a path fits. What was found first is never tried otherwise
    (`?>`): of what stands before `**` the first place is the best, and what `*` leaves out ends at
    the next `/`, so that a later place helps nobody."""
    first, *others = [_literals(each) for each in pattern.split("**")]
    if not others:
        return _at_once(first[:-1]) + _to_the_end(first)
    *middle, last = others
    found = "".join(f"(?>{_somewhere(each)})" for each in middle)
    if len(last) == 1:
        return f"{_at_once(first)}{found}.*{last[0]}\\Z"
    return _at_once(first) + found + _somewhere(last[:-1], few=False) + _to_the_end(last)


def _literals(piece: str) -> list[str]:
    return [re.escape(each) for each in piece.split("*")]


def _at_once(literals: list[str]) -> str:
    """From here on, with nothing but `*` between them."""
    return "".join(
        each if not number else f"(?>[^/]*?{each})" for number, each in enumerate(literals)
    )


def _somewhere(literals: list[str], few: bool = True) -> str:
    """From some place on: the first one of a part between slashes, and its part or a later one."""
    if few and len(literals) == 1:
        return f".*?{literals[0]}"
    return "(?:[^/]*+/)*?" + "".join(f"(?>[^/]*?{each})" for each in literals)


def _to_the_end(literals: list[str]) -> str:
    return f"[^/]*{literals[-1]}\\Z"
