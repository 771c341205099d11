"""GoatCounter's lists: browsers, systems, places and so on, and what is below a line of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from tracker.domain.peer_apis.goat_counts import either
from tracker.domain.reports.conditions import Condition, Term
from tracker.domain.sources import DIRECT

UNKNOWN = "(unknown)"
# Widths as reports divide them, for theirs: up to 600, 1000, 1920 pixels and more.
SIZES = {
    "phone": ("xs",),
    "tablet": ("sm", "md"),
    "desktop": ("lg", "xl"),
    "desktophd": (),
    "unknown": ("",),
}
SIZE_OF = {ours: theirs for theirs, every in SIZES.items() for ours in every}
WIDTHS = {"xs": "< 576", "sm": "576–767", "md": "768–991", "lg": "992–1199", "xl": "≥ 1200"}


class Listed(NamedTuple):
    """By which dimension, and by which one below it; "event:page" means by path."""

    by: str
    within: str = ""


LISTS = {
    "browsers": Listed("visit:browser", "visit:browser_version"),
    "systems": Listed("visit:os", "visit:os_version"),
    "locations": Listed("visit:country", "visit:region"),
    "languages": Listed("visit:language"),
    "sizes": Listed("visit:screen", "visit:screen"),
    "campaigns": Listed("visit:utm_campaign", "visit:source"),
    "toprefs": Listed("visit:source", "event:page"),
}
DETAILED = tuple(name for name, listed in LISTS.items() if listed.within)
Word = Callable[[str], str]


def within(page: str, line: str) -> Condition:
    """What the line of a list is about."""
    value = "" if line == UNKNOWN else line
    if page == "sizes":
        return either("visit:screen", SIZES.get(line) or ("no size of theirs",))
    if page == "toprefs" and not value:
        return either("visit:source", ("", DIRECT.name))
    return Term(LISTS[page].by, "is", (value,))


def lines_of(page: str, counts: Mapping[str, int], word: Word) -> list[dict[str, Any]]:
    """Most first. `word`: what a country or a language is called."""
    if page == "sizes":
        sizes = dict.fromkeys(SIZES, 0)
        for value, count in counts.items():
            sizes[SIZE_OF.get(value, "unknown")] += count
        return [{"id": name, "name": name, "count": count} for name, count in sizes.items()]
    if page == "campaigns":
        counts = {value: count for value, count in counts.items() if value}
    if page == "toprefs":
        counts = _of_sources(counts)
    worded = page in {"locations", "languages"}
    found = [_line(page, value, count, word if worded else str) for value, count in counts.items()]
    return _sorted(found)


def details_of(page: str, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The same below one line."""
    names = WIDTHS if page == "sizes" else {}
    found = [
        {"id": value, "name": names.get(value, value) or UNKNOWN, "count": count}
        for value, count in counts.items()
    ]
    return _sorted(found)


def refs_of(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """Where visits to one path came from."""
    return lines_of("toprefs", counts, str)


def _sorted(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(found, key=lambda line: (-line["count"], line["name"]))


def _of_sources(counts: Mapping[str, int]) -> dict[str, int]:
    """Nowhere is one source."""
    found: dict[str, int] = {}
    for value, count in counts.items():
        name = "" if value == DIRECT.name else value
        found[name] = found.get(name, 0) + count
    return found


def scheme_of(source: str) -> str:
    """`h` for a host, `g` for a name that we gave, `o` for none."""
    if not source:
        return "o"
    return "h" if "." in source and " " not in source else "g"


def _line(page: str, value: str, count: int, word: Word) -> dict[str, Any]:
    if page == "toprefs":
        return {"id": value, "name": value, "count": count, "ref_scheme": scheme_of(value)}
    name = word(value) if value else UNKNOWN
    return {"id": value or name, "name": name, "count": count}
