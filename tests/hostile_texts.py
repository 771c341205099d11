"""Texts made of a pattern's own letters, to make it work as hard as it can."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, permutations
from re import _compiler, _constants, _parser
from typing import Any

ENDS = ("", "\0", "!")
OUTSIDERS = "a0 .\\"
MOST_LETTERS = 9
CATEGORIES = {
    _constants.CATEGORY_DIGIT: "0",
    _constants.CATEGORY_SPACE: " \t",
    _constants.CATEGORY_WORD: "a0_",
    _constants.CATEGORY_NOT_DIGIT: "a.",
    _constants.CATEGORY_NOT_SPACE: "a.",
    _constants.CATEGORY_NOT_WORD: " .-",
}
REPEATS = {_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT}
Tree = Any  # the parser's own, which has no types


def hostile_texts(pattern: re.Pattern[str] | re.Pattern[bytes], length: int) -> Iterator[str]:
    """Many shapes of texts of about so many characters, each made of a few that are repeated."""
    for start, repeated in _pumps(pattern):
        if repeated:
            body = repeated * (length // len(repeated))
            yield from (start + body + end for end in ENDS)


def _pumps(pattern: re.Pattern[str] | re.Pattern[bytes]) -> Iterator[tuple[str, str]]:
    """What stands once before, and what is repeated."""
    source = pattern.pattern
    tree = _parser.parse(
        source if isinstance(source, str) else source.decode("latin-1"), pattern.flags
    )
    letters = _letters(tree)
    seen = set()
    for start, repeated in [
        *(("", letter) for letter in letters),
        *(("", "".join(pair)) for pair in permutations(letters, 2)),
        *_loops(tree, "", letters),
    ]:
        for pump in ((start, repeated), ("", start + repeated)):
            if pump not in seen:
                seen.add(pump)
                yield pump


def _letters(tree: Tree) -> str:
    """Some of each kind that the pattern names, and some that it may not."""
    named = dict.fromkeys("".join(_named(tree)))
    return "".join(islice(named, MOST_LETTERS)) + "".join(c for c in OUTSIDERS if c not in named)


def _named(tree: Tree) -> Iterator[str]:
    for kind, value in tree:
        if kind in (_constants.LITERAL, _constants.NOT_LITERAL):
            yield chr(value)
        elif kind is _constants.RANGE:
            yield chr(value[0]) + chr(value[1])
        elif kind is _constants.CATEGORY:
            yield CATEGORIES[value]
        elif kind is _constants.IN:
            yield from _named(value)
        else:
            for branch in _branches(kind, value):
                yield from _named(branch)


def _loops(tree: Tree, start: str, letters: str) -> Iterator[tuple[str, str]]:
    """For each part that may be repeated: a text that leads to it, and what fits it."""
    for node in tree:
        kind, value = node
        if kind in REPEATS and value[1] > 1:
            bodies = list(_fitting(value[2], letters))
            yield from ((start, each) for each in bodies)
            yield from ((start, "".join(pair)) for pair in islice(permutations(bodies, 2), 20))
        for branch in _branches(kind, value):
            yield from _loops(branch, start, letters)
        start += next(_fitting([node], letters), "")


def _branches(kind: Any, value: Any) -> list[Tree]:
    if kind is _constants.BRANCH:
        return list(value[1])
    if kind is _constants.SUBPATTERN:
        return [value[3]]
    if kind in REPEATS:
        return [value[2]]
    if kind in (_constants.ASSERT, _constants.ASSERT_NOT):
        return [value[1]]
    return [value] if kind is _constants.ATOMIC_GROUP else []


def _fitting(tree: Tree, letters: str) -> Iterator[str]:
    """Short texts that the part matches, a few of each of its kinds."""
    texts = [""]
    for kind, value in tree:
        texts = [text + more for text in texts for more in _parts(kind, value, letters)][:40]
    yield from dict.fromkeys(texts)


def _parts(kind: Any, value: Any, letters: str) -> list[str]:
    if kind is _constants.LITERAL:
        return [chr(value)]
    if kind in (_constants.IN, _constants.ANY, _constants.NOT_LITERAL):
        return [each for each in letters if _is_in(kind, value, each)][:8]
    if kind in REPEATS:
        return list(islice(_fitting(value[2], letters), 8)) + [""] * (value[0] == 0)
    if kind in (_constants.ASSERT, _constants.ASSERT_NOT):
        return [""]
    return [text for branch in _branches(kind, value) for text in _fitting(branch, letters)] or [""]


def _is_in(kind: Any, value: Any, letter: str) -> bool:
    members = tuple(value) if kind is _constants.IN else value
    return _compiled(kind, members).fullmatch(letter) is not None


@lru_cache(1_000)
def _compiled(kind: Any, value: Any) -> re.Pattern[str]:
    """One character's pattern: the same ones are asked for a hundred times."""
    part = _parser.SubPattern(_parser.State(), [(kind, value)])
    part.state.str = ""
    return _compiler.compile(part)
