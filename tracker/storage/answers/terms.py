"""A term of a filter as an expression over a row or over a visit."""

from __future__ import annotations

from tracker.domain.reports.conditions import Term
from tracker.domain.reports.names import PROPERTY, is_property
from tracker.storage.answers.asked import Asked, numbers
from tracker.storage.answers.dimensions import NUMBERED, SCREEN_NUMBER, SCREENS, TEXTS

MOST_LISTED = 2_000  # numbers that stand in a statement one by one


def is_of_row(term: Term) -> bool:
    """Whether a row has it without its visit."""
    return term.dimension not in TEXTS or bool(TEXTS[term.dimension][0])


def term_of_row(term: Term, asked: Asked) -> str:
    """Of a row of `event` or `recent`."""
    if term.operator == "at_least":
        return _measured(term, asked)
    if is_property(term.dimension):
        pointer = asked.value(pointer_of(term.dimension.removeprefix(PROPERTY)))
        value = f"coalesce(json_extract_string(properties, {pointer}), '')"
        matching = _matching(value, term, asked)
        if _matches_nothing(term, asked):
            return matching
        return f"(properties is not null and {matching})"  # most rows have none
    if term.dimension in TEXTS:
        column = TEXTS[term.dimension][0]
        return _named(column, term, asked) if column else _of_its_visit(term, asked)
    return _numbered(term, asked)


def _of_its_visit(term: Term, asked: Asked) -> str:
    low, high = asked.first - asked.longest, asked.last + asked.longest
    return (
        f"visit in (select visit from visit where site = {asked.question.site_id}"
        f" and day between {low} and {high} and {term_of_visit(term, asked)})"
    )


def term_of_visit(term: Term, asked: Asked) -> str:
    """Of a row of `visit`."""
    if term.dimension in TEXTS:
        return _named(TEXTS[term.dimension][1], term, asked)
    return _numbered(term, asked)


def _measured(term: Term, asked: Asked) -> str:
    least = asked.value(float(term.values[0]))
    if term.dimension == "event:scroll_depth":
        return f"depth >= {least}"
    return f"engaged >= 1000 * {least}"


def _named(column: str, term: Term, asked: Asked) -> str:
    """The column holds a text's number; 0 is no text."""
    which = f"select id from text where {_matching('value', term, asked)}"
    found = [row[0] for row in asked.read(f"{which} limit {MOST_LISTED + 1}")]
    if _matches_nothing(term, asked):
        return f"({column} = 0 or {column} in ({which}))"
    if len(found) > MOST_LISTED:
        return f"{column} in ({which})"
    return f"{column} in ({numbers(found)})" if found else "false"


def _numbered(term: Term, asked: Asked) -> str:
    """The column holds the number of a place, an agent, a campaign; or it is a screen's width."""
    numbered = NUMBERED.get(term.dimension)
    values = numbered.values if numbered else SCREENS
    found = asked.read(f"select id from ({values}) where {_matching('value', term, asked)}")
    number = numbered.table if numbered else SCREEN_NUMBER
    return f"{number} in ({numbers(row[0] for row in found)})" if found else "false"


def _matches_nothing(term: Term, asked: Asked) -> bool:
    matches = _matching("value", term, asked)
    return bool(asked.read(f"select 1 from (select '' as value) where {matches}"))


def _matching(value: str, term: Term, asked: Asked) -> str:
    """Whether the expression `value` is one of the term's, as its operator says."""
    if not term.case_sensitive and term.operator != "matches":
        value = f"lower({value})"
    return "(" + " or ".join(_one(value, each, term, asked) for each in term.values) + ")"


def _one(value: str, wanted: str, term: Term, asked: Asked) -> str:
    place = asked.value(wanted)
    if term.operator == "matches":
        options = "" if term.case_sensitive else ", 'i'"
        return f"regexp_matches({value}, {place}{options})"
    if not term.case_sensitive:
        place = f"lower({place})"
    match term.operator:
        case "is":
            return f"{value} = {place}"
        case "contains":
            return f"contains({value}, {place})"
    return f"starts_with({value}, {place})"


def pointer_of(name: str) -> str:
    """The JSON pointer of an object's member, whatever it is called."""
    return "/" + name.replace("~", "~0").replace("/", "~1")
