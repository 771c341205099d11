"""The filters of a site's pages: as an address says them, and as what selects visits.

`country=DE|FR` is any of several values, `page=/a&page=/b` one after the other: visits that saw
both. The live view's filters are written in the same way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from tracker.domain.reports.conditions import All, Any, Condition, Has, Not, Operator, Term
from tracker.domain.reports.goals import Goal, condition_of
from tracker.domain.reports.names import PROPERTY
from tracker.domain.text import tidy

Compares = Literal["is", "not", "contains", "without", "begins"]

DIMENSIONS = {
    "page": "event:page",
    "title": "event:title",
    "host": "event:hostname",
    "entry": "visit:entry_page",
    "exit": "visit:exit_page",
    "source": "visit:source",
    "channel": "visit:channel",
    "referrer": "visit:referrer",
    "campaign": "visit:utm_campaign",
    "utm_source": "visit:utm_source",
    "utm_medium": "visit:utm_medium",
    "utm_term": "visit:utm_term",
    "utm_content": "visit:utm_content",
    "click_id": "visit:click_id",
    "country": "visit:country",
    "region": "visit:region",
    "city": "visit:city",
    "language": "visit:language",
    "browser": "visit:browser",
    "browser_version": "visit:browser_version",
    "system": "visit:os",
    "system_version": "visit:os_version",
    "device": "visit:device",
    "screen": "visit:screen",
    "event": "event:name",
}
GOAL, PROPERTIES, SEGMENT = "done", "prop", "segment"
MARKS: dict[str, Compares] = {
    "": "is",
    "_not": "not",
    "_contains": "contains",
    "_without": "without",
    "_begins": "begins",
}
NEGATIVE = ("not", "without")
OPERATORS: Mapping[Compares, Operator] = {
    "is": "is",
    "not": "is",
    "contains": "contains",
    "without": "contains",
    "begins": "begins",
}
WORDS: dict[str, tuple[str, Compares]] = {
    name + mark: (name, compares)
    for name in (*DIMENSIONS, PROPERTIES)
    for mark, compares in MARKS.items()
} | {
    GOAL: (GOAL, "is"),
    f"{GOAL}_not": (GOAL, "not"),
    SEGMENT: (SEGMENT, "is"),
    f"{SEGMENT}_not": (SEGMENT, "not"),
}

LONGEST = 2_048  # bytes of a value
MOST_VALUES = 100  # of one filter
_PIECES = re.compile(r"\\(.)|(\|)|([^\\|]+|\\)", re.DOTALL)


class PageFilter(msgspec.Struct, frozen=True):
    """One chip: `name` of DIMENSIONS, "done" (a goal's name), "segment" (its number) or "prop",
    then of the property `key`. Any of `values`; of the negative ones none of them."""

    name: str
    compares: Compares
    values: tuple[str, ...]
    key: str = ""

    def holding(self, *values: str) -> PageFilter:
        """The same of other values."""
        return PageFilter(self.name, self.compares, values, self.key)

    @property
    def word(self) -> str:
        """The parameter that says it: `page_begins`, `prop_not.plan`."""
        mark = next(mark for mark, compares in MARKS.items() if compares == self.compares)
        return self.name + mark + (f".{self.key}" if self.key else "")

    @property
    def text(self) -> str:
        """The parameter's value."""
        return "|".join(re.sub(r"[\\|]", r"\\\g<0>", value) for value in self.values)

    @property
    def concerns_visits(self) -> bool:
        """Whether a visit has one value of it, and not one for each row."""
        return DIMENSIONS.get(self.name, "").startswith("visit:")


def page_filter(word: str, text: str) -> PageFilter | None:
    """What the parameter says; None when it is no filter's."""
    head, _, key = word.partition(".")
    name, compares = WORDS.get(head, ("", "is"))
    if not name or (name == PROPERTIES) != bool(key):
        return None
    values = tuple(dict.fromkeys(tidy(each, LONGEST) for each in _values(text)[:MOST_VALUES]))
    return PageFilter(name, compares, values, tidy(key, LONGEST))


def _values(text: str) -> list[str]:
    found = [""]
    for escaped, end, plain in _PIECES.findall(text):
        if end:
            found.append("")
        else:
            found[-1] += escaped or plain
    return found


def with_filter(filters: Sequence[PageFilter], more: PageFilter) -> tuple[PageFilter, ...]:
    """One more: what a visit has one of takes the value beside those that it names already, since
    no visit could have two."""
    for place, each in enumerate(filters):
        if (each.name, each.compares, each.key) == (more.name, more.compares, more.key):
            if more.concerns_visits or each.compares in NEGATIVE:
                values = tuple(dict.fromkeys((*each.values, *more.values)))
                return (*filters[:place], each.holding(*values), *filters[place + 1 :])
            if each == more:
                return tuple(filters)
    return (*filters, more)


def selected_by(
    filters: Iterable[PageFilter],
    goals: Sequence[Goal] = (),
    segments: Mapping[str, Condition] | None = None,
) -> Condition | None:
    """The visits that meet all of them; None for all visits. `segments`: what those select that
    they name. What says something of an event's
    properties speaks of the event that was named before it: both are true of one row."""
    met = {goal.name: condition_of(goal) for goal in goals}
    parts: list[Condition] = []
    named = False
    for each in filters:
        row = _row(each, (segments or {}) if each.name == SEGMENT else met)
        if each.name == SEGMENT or each.concerns_visits or each.compares in NEGATIVE:
            parts.append(_of_visit(each, row))
        elif each.name == PROPERTIES and named:
            parts[-1] = _and_too(parts[-1], row)
        else:
            parts.append(Has(row))
        named = _names_an_event(each) or (named and each.name == PROPERTIES)
    return All(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)


def _names_an_event(each: PageFilter) -> bool:
    return each.name == "event" and each.compares not in NEGATIVE


def _of_visit(each: PageFilter, row: Condition) -> Condition:
    found = row if each.concerns_visits or each.name == SEGMENT else Has(row)
    return Not(found) if each.compares in NEGATIVE else found


def _and_too(has: Condition, row: Condition) -> Condition:
    assert isinstance(has, Has)
    known = has.part.parts if isinstance(has.part, All) else (has.part,)
    return Has(All((*known, row)))


def _row(each: PageFilter, named: Mapping[str, Condition]) -> Condition:
    """What one of its rows, or the visit, has to be."""
    if each.name in {GOAL, SEGMENT}:
        return Any(tuple(named[value] for value in each.values if value in named))
    dimension = PROPERTY + each.key if each.name == PROPERTIES else DIMENSIONS[each.name]
    operator = OPERATORS[each.compares]
    return Term(dimension, operator, each.values, case_sensitive=operator != "contains")


def as_query(filters: Iterable[PageFilter]) -> list[object]:
    """The same as the query language's list of filters."""
    parts: list[list[object]] = []
    named = False
    for each in filters:
        said = _compared(each)
        if each.concerns_visits or each.name == SEGMENT:
            parts.append(["not", said] if each.compares in NEGATIVE else said)
        elif each.compares in NEGATIVE:
            parts.append(["has_not_done", said])
        elif each.name == PROPERTIES and named:
            parts[-1] = ["has_done", ["and", [parts[-1][1], said]]]
        else:
            parts.append(["has_done", said])
        named = _names_an_event(each) or (named and each.name == PROPERTIES)
    return list(parts)


def _compared(each: PageFilter) -> list[object]:
    operator = OPERATORS[each.compares]
    if each.name == SEGMENT:
        return ["is", "segment", [int(value) for value in each.values if value.isdigit()]]
    dimension = PROPERTY + each.key if each.name == PROPERTIES else DIMENSIONS.get(each.name)
    said: list[object] = [operator, dimension or "event:goal", list(each.values)]
    return [*said, {"case_sensitive": False}] if operator == "contains" else said
