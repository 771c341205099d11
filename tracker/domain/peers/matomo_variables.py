"""What pages tell Matomo beside a hit: custom dimensions, and custom variables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec

MOST = 30
LONGEST = 4_000  # characters of JSON
_DIMENSION = re.compile(r"dimension[1-9][0-9]{0,2}")
VARIABLES = ("_cvar", "cvar", "e_cvar")  # of the visit, the page, the event: the nearest counts
_Variables = dict[str, list[str | int | float]]


def told_beside(query: Mapping[str, str]) -> dict[str, str]:
    """By name: `dimension3`, or what a variable is called, as imports have them."""
    found = {
        name: value
        for name, value in query.items()
        if value.strip() and name.startswith("dimension") and _DIMENSION.fullmatch(name)
    }
    for scope in VARIABLES:
        found.update(_variables(query.get(scope, "")))
    return dict(list(found.items())[:MOST])


def _variables(sent: str) -> Iterator[tuple[str, str]]:
    """Of `{"1":["Author","Ada"]}`; nothing of what is none."""
    if not sent or len(sent) > LONGEST:
        return
    try:
        slots = msgspec.json.decode(sent, type=_Variables)
    except (ValueError, RecursionError):
        return
    for slot in slots.values():
        if len(slot) == 2 and (name := str(slot[0]).strip()) and str(slot[1]).strip():
            yield name, str(slot[1])
