"""A statement that both engines take, as PostgreSQL wants it: `$1` for a value, with its type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from tracker.storage.file.transactions import Parameters

# What is kept as it is, whatever stands in it; then a value's name or place; then what is a
# table's name here and PostgreSQL's own word for who is connected.
PARTS = re.compile(
    r"""(?P<kept>'(?:[^']|'')*(?:'|\Z)|"(?:[^"]|"")*(?:"|\Z)|--[^\n]*|/\*.*?(?:\*/|\Z)|::)"""
    r"|:(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|\?(?P<place>[0-9]*)"
    r"|(?P<word>\buser\b)",
    re.DOTALL,
)
TYPES: tuple[tuple[type, str], ...] = (
    (int, "::bigint"),
    (str, "::text"),
    (bytes, "::bytea"),
    (float, "::double precision"),
)
UNTYPED = ""  # of a null, of which PostgreSQL sees by itself what it is


class Statement(msgspec.Struct, frozen=True):
    """`pieces` has a number where a value goes; `names` are those values, from 0 on."""

    pieces: tuple[str | int, ...]
    names: tuple[str | int, ...]


def bound(sql: str, parameters: Parameters) -> tuple[str, list[Any]]:
    """What to send, and the values in their order."""
    values = _values(parsed(sql), parameters)
    return _typed(sql, tuple([_type_of([value]) for value in values])), values


def sought(values: list[Any]) -> list[Any]:
    """The same, to look for. PostgreSQL has no text with a zero byte, and refuses even to look for
    one, which people may send: another sign that is kept nowhere is found as little."""
    return [value.replace("\0", "\1") if isinstance(value, str) else value for value in values]


def bound_many(
    sql: str, parameters: Iterable[Sequence[Any] | Mapping[str, Any]]
) -> tuple[str, list[list[Any]]]:
    """The same for many rows of values; a value's type is that of the first row that has one."""
    statement = parsed(sql)
    rows = [_values(statement, each) for each in parameters]
    return _typed(sql, tuple([_type_of(column) for column in zip(*rows, strict=True)])), rows


@lru_cache(maxsize=1024)
def parsed(sql: str) -> Statement:
    """Where its values go."""
    pieces: list[str | int] = []
    names: list[str | int] = []
    end = 0
    for found in PARTS.finditer(sql):
        pieces.append(sql[end : found.start()])
        end = found.end()
        if found["kept"] or found["word"]:
            pieces.append('"user"' if found["word"] else found["kept"])
            continue
        name = found["name"] or _place(found["place"], names)
        if name not in names:
            names.append(name)
        pieces.append(names.index(name))
    return Statement((*pieces, sql[end:]), tuple(names))


def _place(number: str, names: list[str | int]) -> int:
    """Of the values in a sequence: the one that is named, or the next."""
    return int(number) - 1 if number else len(names)


@lru_cache(maxsize=2048)
def _typed(sql: str, types: tuple[str, ...]) -> str:
    """PostgreSQL would guess a type for each value from where it meets it first, and asks for
    another text where it cannot: we know them."""
    return "".join(
        f"${piece + 1}{types[piece] if types else UNTYPED}" if isinstance(piece, int) else piece
        for piece in parsed(sql).pieces
    )


def _values(statement: Statement, parameters: Any) -> list[Any]:
    found = [parameters[name] for name in statement.names]
    return [int(value) if isinstance(value, bool) else value for value in found]


def _type_of(values: Iterable[Any]) -> str:
    for value in values:
        for known, name in TYPES:
            if isinstance(value, known):
                return name
    return UNTYPED
