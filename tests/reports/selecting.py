"""Which visits and rows a filter selects, and which of them count."""

from __future__ import annotations

import re

from tests.reports.facts import Fact
from tests.reports.visits import Visit, of_row, of_visit
from tracker.domain.reports.conditions import (
    All,
    Any,
    Condition,
    Has,
    Not,
    Term,
    concerns_custom_events,
    has_done,
    selects_rows,
    terms_in,
)


def is_selected(wanted: Condition | None, visit: Visit) -> bool:
    """Whether the visit is: by what it has done, or by a row that meets the filter."""
    if selects_rows(wanted):
        return any(holds(wanted, visit, fact) for fact in visit.facts)
    return holds(wanted, visit, visit.first)


def rows_of(wanted: Condition | None, visit: Visit) -> list[Fact]:
    """Rows of a selected visit that count for its visitors and for conversions: all of them, or
    those that meet a filter that selects rows."""
    if selects_rows(wanted):
        return [fact for fact in visit.facts if holds(wanted, visit, fact)]
    return visit.facts


def counted_rows(wanted: Condition | None, visit: Visit) -> list[Fact]:
    """Rows of a selected visit that event metrics count."""
    if selects_rows(wanted):
        return rows_of(wanted, visit)
    done = has_done(wanted)
    of_events = [each for each in done if concerns_custom_events(each)]
    of_pages = [each for each in done if not concerns_custom_events(each)]
    return [
        fact
        for fact in visit.facts
        if _meets_one(of_pages if fact.is_pageview else of_events, visit, fact)
    ]


def _meets_one(conditions: list[Condition], visit: Visit, fact: Fact) -> bool:
    return not conditions or any(holds(each, visit, fact) for each in conditions)


def holds(wanted: Condition | None, visit: Visit, fact: Fact) -> bool:
    """Whether the tree is true of the row of that visit."""
    match wanted:
        case Term():
            return _is_met(wanted, visit, fact)
        case All(parts):
            return all(holds(part, visit, fact) for part in parts)
        case Any(parts):
            return any(holds(part, visit, fact) for part in parts)
        case Not(part):
            return not holds(part, visit, fact)
        case Has(part):
            looked = visit.pageviews if _means_pageviews(part) else visit.facts
            return any(holds(part, visit, each) for each in looked)
    return True


def _means_pageviews(condition: Condition) -> bool:
    """A page that a visit has seen, unless it is said what was done there."""
    named = {term.dimension for term in terms_in(condition)}
    says_what = any(each == "event:name" or each.startswith("event:props:") for each in named)
    return bool(named & {"event:page", "event:title"}) and not says_what


def _is_met(term: Term, visit: Visit, fact: Fact) -> bool:
    if term.operator == "at_least":
        in_page = {"event:scroll_depth": fact.depth, "event:engaged_time": fact.engaged / 1000}
        return in_page[term.dimension] >= float(term.values[0])
    if term.dimension.startswith("visit:"):
        value = of_visit(visit, term.dimension)
    else:
        value = of_row(fact, term.dimension)
    return any(_matches(term, value, each) for each in term.values)


def _matches(term: Term, value: str, wanted: str) -> bool:
    if term.operator == "matches":
        return bool(re.search(wanted, value, 0 if term.case_sensitive else re.IGNORECASE))
    if not term.case_sensitive:
        value, wanted = value.lower(), wanted.lower()
    match term.operator:
        case "is":
            return value == wanted
        case "contains":
            return wanted in value
    return value.startswith(wanted)
