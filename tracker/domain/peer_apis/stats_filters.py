"""Filters of Plausible's Stats API v1 (`visit:source==Google|Bing;event:page!=/blog**`) as those of
the query language. What is a list in JSON is that language already."""

from __future__ import annotations

import re
from typing import Any

from tracker.domain.queries.named_values import nothing
from tracker.domain.queries.query_filters import MOST_CONDITIONS
from tracker.domain.queries.sent import Sent, read_json, shown
from tracker.domain.sources import DIRECT

NO_SOURCE = nothing("visit:source")
LONGEST = 20_000  # characters
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
# A backslash keeps what separates from separating.
_CONDITIONS = re.compile(r"(?:[^\\;]|\\.)+", re.DOTALL)
_VALUES = re.compile(r"(?:[^\\|]|\\.)+", re.DOTALL)
_OPERATOR = re.compile("[=!]=")


def stats_filters(text: str) -> list[Any]:
    """All of them hold. Raises BadQuery."""
    sent = Sent(Sent(text, "filters").text(LONGEST), "filters")
    if text.lstrip().startswith("["):
        listed: list[Any] = read_json(text.encode()).value
        return listed
    found = [each for each in _CONDITIONS.findall(text) if each.strip()]
    if len(found) > MOST_CONDITIONS:
        sent.wrong(f"has at most {MOST_CONDITIONS} conditions, not {len(found)}.")
    return [_filter(each, sent) for each in found]


def _filter(text: str, sent: Sent) -> list[Any]:
    operator = _OPERATOR.search(text)
    if operator is None:
        sent.wrong(f"has {shown(text)} in it: a filter is a property, == or !=, and values.")
    name = text[: operator.start()].strip()
    values = [each.strip() for each in _VALUES.findall(text[operator.end() :])]
    if not values:
        sent.wrong(f"has {shown(text)} in it, which names no value.")
    is_so = operator[0] == "=="
    if any("*" in _ESCAPED.sub("", each) for each in values):
        return ["matches" if is_so else "matches_not", name, [_expression(v) for v in values]]
    plain = [_ESCAPED.sub(r"\1", each) for each in values]
    if name == "visit:source" and NO_SOURCE in plain:
        plain.append(DIRECT.name)
    return ["is" if is_so else "is_not", name, plain]


def _expression(value: str) -> str:
    """One that is true of the whole value: `*` and `**` are anything, slashes too."""
    pieces = re.split(r"((?:\\.)|\*+)", value, flags=re.DOTALL)
    return f"^{''.join(map(_piece, pieces))}$"


def _piece(piece: str) -> str:
    if piece.startswith("*"):
        return ".*"
    return re.escape(_ESCAPED.sub(r"\1", piece))
