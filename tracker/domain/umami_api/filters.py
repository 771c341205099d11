"""The filters of an address: `path=/a`, `browser=neq.chrome,firefox`, `path1=c.blog`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from tracker.domain.queries.named_values import NAMED, nothing
from tracker.domain.queries.query_terms import MOST_VALUES
from tracker.domain.queries.sent import BadQuery, one_of, short, shown
from tracker.domain.umami_api.kinds import DIMENSIONS, meant

OPERATORS = {
    "eq": "is",
    "neq": "is_not",
    "c": "contains",
    "dnc": "contains_not",
    "re": "matches",
    "nre": "matches_not",
    "s": "is_not",  # anything
    "ns": "is",  # nothing
}
NO_FILTER = frozenset({"channel"})
FILTERED = tuple(each for each in DIMENSIONS if each not in NO_FILTER)
# What we have not, or have otherwise: to pass it over would be to answer something else.
REFUSED = ("query", "fullPath", "distinctId", "segment", "cohort", "minDuration")
PROPERTIES = re.compile(r"(?:pf_.*|[es]pf[0-9]+)", re.DOTALL)
_LED = re.compile(r"([a-z]{1,3})\.(.*)", re.DOTALL)
Filter = list[Any]
NO_PAGEVIEW: Filter = ["is_not", "event:name", ["pageview"]]
PAGEVIEW: Filter = ["is", "event:name", ["pageview"]]
OF_TYPES = {"1": PAGEVIEW, "2": NO_PAGEVIEW}
DEVICE = "visit:device"


def read_filters(params: Iterable[tuple[str, str]]) -> list[Filter]:
    """All of an address, as our query language has them. Raises BadQuery for what cannot be
    filtered by here."""
    found, any_is_enough = [], False
    for key, value in params:
        name = key.rstrip("0123456789")
        if name in FILTERED and value:
            found.append(_filter(name, value))
        elif key == "eventType" and value:
            found.append(_of_type(value))
        elif _is_refused(key, name, value):
            raise BadQuery(f"{short(key)} is nothing to filter by here. {one_of(FILTERED)}")
        any_is_enough = any_is_enough or (key, value) == ("match", "any")
    return [["or", found]] if any_is_enough and len(found) > 1 else found


def _is_refused(key: str, name: str, value: str) -> bool:
    if name == "excludeBounce":
        return value not in {"", "false", "0"}
    return bool(value) and (name in REFUSED or PROPERTIES.fullmatch(key) is not None)


def _of_type(sent: str) -> Filter:
    if sent not in OF_TYPES:
        raise BadQuery(f"eventType is {shown(sent)}. {one_of(OF_TYPES)}")
    return OF_TYPES[sent]


def _filter(name: str, sent: str) -> Filter:
    dimension = DIMENSIONS[name]
    led = _LED.fullmatch(sent)
    word, text = (led[1], led[2]) if led and led[1] in OPERATORS else ("eq", sent)
    if word in {"s", "ns"}:
        return [OPERATORS[word], dimension, [nothing(dimension)]]
    if word not in {"eq", "neq"}:
        return compared(OPERATORS[word], dimension, text)
    values = [meant(name, each) for each in text.split(",", MOST_VALUES)]
    if name == "referrer":
        return _of_hosts(word, values)
    return [OPERATORS[word], dimension, values]


def compared(operator: str, dimension: str, text: str) -> Filter:
    """As they compare texts: whatever the case, but for expressions."""
    options = {} if operator.startswith("matches") else {"case_sensitive": False}
    return [operator, dimension, [text], *([options] if options else [])]


def _of_hosts(word: str, hosts: list[str]) -> Filter:
    """Theirs are hosts, ours are pages."""
    pages = [rf"^[a-z]+://(www\.)?{re.escape(each)}(:[0-9]+)?(/|$)" for each in hosts]
    return ["matches" if word == "eq" else "matches_not", DIMENSIONS["referrer"], pages]


def sought_events(text: str) -> list[Filter]:
    """Pages by their address, events by their name; nothing narrows nothing."""
    if not text:
        return []
    pages = ["and", [PAGEVIEW, compared("contains", "event:page", text)]]
    others = ["and", [NO_PAGEVIEW, compared("contains", "event:name", text)]]
    return [["or", [pages, others]]]


def sought_visits(text: str) -> list[Filter]:
    """By city, browser, system and device."""
    if not text:
        return []
    named = ("visit:city", "visit:browser", "visit:os")
    found = [compared("contains", each, text) for each in named]
    devices = [key for key, name in NAMED[DEVICE].items() if text.casefold() in name.casefold()]
    return [["or", [*found, *([["is", DEVICE, devices]] if devices else [])]]]
