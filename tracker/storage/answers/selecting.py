"""A filter's tree as an expression: what it selects, and what it narrows."""

from __future__ import annotations

from typing import NamedTuple

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
from tracker.storage.answers.asked import Asked
from tracker.storage.answers.terms import is_of_row, term_of_row, term_of_visit


def holds(condition: Condition | None, asked: Asked, of_row: bool, same_visit: str = "") -> str:
    """Whether it is true of a row, or of a visit. Of a visit only what tests no row may be asked.
    `same_visit`: what else is asked of the visit, as far as its rows know it."""
    match condition:
        case Term():
            return term_of_row(condition, asked) if of_row else term_of_visit(condition, asked)
        case All(parts):
            of_visit = " and ".join([same_visit, *_known_to_rows(parts, asked)])
            return _joined(" and ", parts, asked, of_row, of_visit.removeprefix(" and "))
        case Any(parts):
            return _joined(" or ", parts, asked, of_row) if parts else "false"
        case Not(part):
            return f"not {holds(part, asked, of_row)}"
        case Has(part):
            return f"visit in ({_visits_with(part, asked, same_visit)})"
    return "true"


def _joined(
    word: str, parts: tuple[Condition, ...], asked: Asked, of_row: bool, same_visit: str = ""
) -> str:
    found = word.join(holds(part, asked, of_row, same_visit) for part in parts)
    return f"({found})" if found else "true"


def _known_to_rows(parts: tuple[Condition, ...], asked: Asked) -> list[str]:
    """Of conditions that all hold those on the visit which a row can answer: fewer rows are then
    looked at for what the visit has done."""
    if not any(isinstance(part, Has) for part in parts):
        return []
    return [
        term_of_row(part, asked)
        for part in parts
        if isinstance(part, Term) and part.dimension.startswith("visit:") and is_of_row(part, asked)
    ]


def _visits_with(part: Condition, asked: Asked, same_visit: str) -> str:
    """Visits that have such a row, on whatever day of theirs."""
    named = {term.dimension for term in terms_in(part)}
    says_what = any(each == "event:name" or each.startswith("event:props:") for each in named)
    is_page = bool(named & {"event:page", "event:title"}) and not says_what
    only = f" and name = {asked.tables.pageview}" if is_page else ""
    if asked.tables.opens and is_page and named == {"event:page"} and not _has_within(part):
        only += " and opens = 2"
    if same_visit:
        only += f" and {same_visit}"
    rows = f"{asked.tables.rows(asked)} r where {around(asked)}"
    return f"select visit from {rows} and {holds(part, asked, True)}{only}"


def _has_within(condition: Condition) -> bool:
    match condition:
        case All(parts) | Any(parts):
            return any(_has_within(part) for part in parts)
        case Not() | Has():
            return True
    return False


def selected_visits(asked: Asked) -> str:
    """Of a row of `visit`."""
    filters = asked.question.filters
    if selects_rows(filters):
        rows = f"{asked.tables.rows(asked)} r where {around(asked)}"
        return f"visit in (select visit from {rows} and {holds(filters, asked, True)})"
    return holds(filters, asked, False)


def around(asked: Asked) -> str:
    """Days of the span, and those on which its visits may have done something."""
    low, high = asked.around
    return f"site = {asked.question.site_id} and day between {low} and {high}"


class Narrowed(NamedTuple):
    """Which rows are counted of visits that have done something: of their pageviews, and of all
    else. `..._filters`: what is asked of their visits beside; a row that is itself what they must
    have done says so."""

    views: str
    others: str
    view_filters: Condition | None
    other_filters: Condition | None

    def either(self, asked: Asked) -> str:
        """Of any row."""
        return f"case when name = {asked.tables.pageview} then {self.views} else {self.others} end"


def narrowed(asked: Asked) -> Narrowed | None:
    """None where all of them are."""
    filters = asked.question.filters
    done = has_done(filters)
    of_events = [each for each in done if concerns_custom_events(each)]
    of_pages = [each for each in done if not concerns_custom_events(each)]
    if not done:
        return None
    return Narrowed(
        _one_of(of_pages, asked),
        _one_of(of_events, asked),
        _without(filters, of_pages),
        _without(filters, of_events),
    )


def _one_of(conditions: list[Condition], asked: Asked) -> str:
    return _joined(" or ", tuple(conditions), asked, True)


def _without(condition: Condition | None, done: list[Condition]) -> Condition | None:
    """The rest of what is asked, where it is one thing that visits must have done."""
    if len(done) != 1:
        return condition
    match condition:
        case Has(part) if part is done[0]:
            return All(())
        case All(parts):
            return All(tuple(_without(part, done) or part for part in parts))
    return condition
