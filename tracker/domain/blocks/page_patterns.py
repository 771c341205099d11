"""Pages by pattern, in a time that grows with the path's length and not with its square."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from tracker.domain.blocks.beginnings import Beginnings
from tracker.domain.blocks.block import Rule, has_inner_star

Patterns = tuple[re.Pattern[str], list[Rule]]
REMEMBERED = 2_000  # patterns


class PagePatterns:
    """`*` stands for anything but `/` and `**` for anything, as in goals."""

    __slots__ = ("_begin", "_exact", "_inner")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._exact: dict[str, Rule] = {}
        begin: dict[str, Rule] = {}
        inner: dict[str, list[Rule]] = {}
        for rule in rules:
            if has_inner_star(rule.kind, rule.of):
                inner.setdefault(rule.of.partition("*")[0], []).append(rule)
            elif rule.of.endswith("**"):
                begin[rule.of[:-2]] = rule
            else:
                self._exact[rule.of] = rule
        self._begin = Beginnings(begin)
        self._inner = Beginnings({start: _together(each) for start, each in inner.items()})

    def find(self, path: str) -> Rule | None:
        """One that the path fits."""
        if rule := self._exact.get(path):
            return rule
        if begun := self._begin.of(path):
            return begun[0]
        for expression, rules in self._inner.of(path):
            if (found := expression.match(path)) and found.lastindex:
                return rules[found.lastindex - 1]
        return None


def fits(pattern: str, path: str) -> bool:
    """Whether it is a page of that one pattern."""
    if "*" not in pattern:
        return pattern == path
    return _alone(pattern).find(path) is not None


@lru_cache(REMEMBERED)
def _alone(pattern: str) -> PagePatterns:
    return PagePatterns([Rule(0, 0, "page", pattern)])


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


def _together(rules: list[Rule]) -> Patterns:
    """One expression for patterns with the same beginning: its group says which one fits."""
    expression = re.compile("|".join(f"({expression_of(rule.of)})" for rule in rules))
    return expression, rules


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
