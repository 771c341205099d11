"""A filter's tree as an expression: what it selects, and what it narrows."""

from __future__ import annotations

from tracker.domain.reports.conditions import (
    All,
    Any,
    Condition,
    Has,
    Not,
    Term,
    concerns_custom_events,
    has_done,
    terms_in,
)
from tracker.storage.answers.asked import Asked
from tracker.storage.answers.terms import term_of_row, term_of_visit

# Rows of both ages, as far as all of them have it.
ROWS = (
    "(select cursor, site, day, hour, ms, visit, visitor, name, host, path, title, place, agent,"
    " language, width, source, channel, campaign, entry, engaged, depth, opens, alone, properties"
    " from event union all select cursor, site, day, hour, ms, visit, visitor, name, host, path,"
    " title, place, agent, language, width, source, channel, campaign, entry, engaged, depth,"
    " opens, alone, properties from recent)"
)


def holds(condition: Condition | None, asked: Asked, of_row: bool) -> str:
    """Whether it is true of a row, or of a visit. Of a visit only what tests no row may be
    asked."""
    match condition:
        case Term():
            return term_of_row(condition, asked) if of_row else term_of_visit(condition, asked)
        case All(parts):
            return _joined(" and ", parts, asked, of_row) or "true"
        case Any(parts):
            return _joined(" or ", parts, asked, of_row) or "false"
        case Not(part):
            return f"not {holds(part, asked, of_row)}"
        case Has(part):
            return f"visit in ({_visits_with(part, asked)})"
    return "true"


def _joined(word: str, parts: tuple[Condition, ...], asked: Asked, of_row: bool) -> str:
    found = word.join(holds(part, asked, of_row) for part in parts)
    return f"({found})" if found else ""


def _visits_with(part: Condition, asked: Asked) -> str:
    """Visits that have such a row, on whatever day of theirs."""
    named = {term.dimension for term in terms_in(part)}
    says_what = any(each == "event:name" or each.startswith("event:props:") for each in named)
    is_page = bool(named & {"event:page", "event:title"}) and not says_what
    only = f" and name = {asked.pageview}" if is_page else ""
    if is_page and named == {"event:page"} and not _has_within(part):
        only += " and opens = 2"
    return f"select visit from {ROWS} where {around(asked)} and {holds(part, asked, True)}{only}"


def _has_within(condition: Condition) -> bool:
    match condition:
        case All(parts) | Any(parts):
            return any(_has_within(part) for part in parts)
        case Not() | Has():
            return True
    return False


def around(asked: Asked) -> str:
    """Days of the span, and those on which its visits may have done something."""
    low, high = asked.first - asked.longest, asked.last + asked.longest
    return f"site = {asked.question.site_id} and day between {low} and {high}"


def narrowed(asked: Asked) -> str:
    """Which rows of the visits that have done something are counted; "" = all."""
    done = has_done(asked.question.filters)
    of_events = [each for each in done if concerns_custom_events(each)]
    of_pages = [each for each in done if not concerns_custom_events(each)]
    if not done:
        return ""
    page, event = (_one_of(each, asked) for each in (of_pages, of_events))
    return f"case when name = {asked.pageview} then {page} else {event} end"


def _one_of(conditions: list[Condition], asked: Asked) -> str:
    return _joined(" or ", tuple(conditions), asked, True) or "true"
