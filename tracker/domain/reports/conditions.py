"""What a filter says of a visit or of one of its rows, as a tree.

A condition on a visit's dimension tests the visit, one on an event's dimension tests a row. `Has`
means that the visit has a row of which its condition is true; so a tree whose event dimensions all
stand in a `Has` selects visits, any other selects rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from tracker.domain.hits import PAGEVIEW

Operator = Literal["is", "contains", "begins", "matches", "at_least"]


class Term(msgspec.Struct, frozen=True, tag=True):
    """The dimension's value is, contains, begins with or matches (RE2, anywhere in it) any of
    `values`. `at_least`: of `event:scroll_depth` (percent) and `event:engaged_time` (seconds), one
    number."""

    dimension: str
    operator: Operator
    values: tuple[str, ...]
    case_sensitive: bool = True


class All(msgspec.Struct, frozen=True, tag=True):
    """Every part is true."""

    parts: tuple[Condition, ...]


class Any(msgspec.Struct, frozen=True, tag=True):
    """One part is true."""

    parts: tuple[Condition, ...]


class Not(msgspec.Struct, frozen=True, tag=True):
    """The part is not true."""

    part: Condition


class Has(msgspec.Struct, frozen=True, tag=True):
    """Some row of the visit makes the part true."""

    part: Condition


Condition = Term | All | Any | Not | Has


def terms_in(condition: Condition) -> Iterator[Term]:
    """All terms of a tree."""
    match condition:
        case Term():
            yield condition
        case All(parts) | Any(parts):
            for part in parts:
                yield from terms_in(part)
        case _:
            yield from terms_in(condition.part)


def selects_rows(condition: Condition | None) -> bool:
    """Whether an event's dimension is tested outside of any `Has`."""
    match condition:
        case Term():
            return condition.dimension.startswith("event:")
        case All(parts) | Any(parts):
            return any(selects_rows(part) for part in parts)
        case Not(part):
            return selects_rows(part)
    return False


def has_done(condition: Condition | None) -> list[Condition]:
    """What visits must have done: the parts of every `Has` that stands alone or among others of an
    `All`. They narrow what is counted of events, too (`counted_by`)."""
    match condition:
        case Has(part):
            return [part]
        case All(parts):
            return [each for part in parts for each in has_done(part)]
    return []


def concerns_custom_events(condition: Condition) -> bool:
    """Whether it narrows custom events: it asks for a name that is not the pageviews', or for a
    property and no name. Else it is about pageviews."""
    asked = list(terms_in(condition))
    if names := [term.values for term in asked if term.dimension == "event:name"]:
        return any(values != (PAGEVIEW,) for values in names)
    return any(term.dimension.startswith("event:props:") for term in asked)
