"""A term of a filter as an expression over a row or over a visit."""

from __future__ import annotations

from tracker.domain.reports.conditions import Term
from tracker.domain.reports.names import PROPERTY, is_property
from tracker.storage.answers.asked import Asked


def is_of_row(term: Term, asked: Asked) -> bool:
    """Whether a row has it without its visit."""
    return asked.tables.knows_of_rows(term.dimension)


def term_of_row(term: Term, asked: Asked) -> str:
    """Of a row."""
    if term.operator == "at_least":
        return _measured(term, asked)
    if not is_property(term.dimension):
        return asked.tables.term_of_row(term, asked)
    found = matching(said(term.dimension, asked), term, asked)
    if asked.tables.may_be_nothing(term, asked):
        return found
    return f"(properties is not null and {found})"  # most rows have none


def term_of_visit(term: Term, asked: Asked) -> str:
    """Of a visit."""
    return asked.tables.term_of_visit(term, asked)


def said(dimension: str, asked: Asked) -> str:
    """What a property says, "" for nothing."""
    return asked.tables.words.said.format(property_named(dimension, asked))


def property_named(dimension: str, asked: Asked) -> str:
    """Its name, as the engine looks for it."""
    words = asked.tables.words
    return asked.value(words.property_name(dimension.removeprefix(PROPERTY)))


def _measured(term: Term, asked: Asked) -> str:
    least = asked.value(float(term.values[0]))
    if term.dimension == "event:scroll_depth":
        return f"depth >= {least}"
    return f"engaged >= 1000 * {least}"


def matching(value: str, term: Term, asked: Asked) -> str:
    """Whether the expression `value` is one of the term's, as its operator says."""
    if not term.case_sensitive and term.operator != "matches":
        value = asked.tables.words.lower.format(value)
    return "(" + " or ".join(_one(value, each, term, asked) for each in term.values) + ")"


def _one(value: str, wanted: str, term: Term, asked: Asked) -> str:
    words, place = asked.tables.words, asked.value(wanted)
    if term.operator == "matches":
        matches = words.matches if term.case_sensitive else words.matches_any_case
        return matches.format(value, place)
    if not term.case_sensitive:
        place = words.lower.format(place)
    match term.operator:
        case "is":
            return f"{value} = {place}"
        case "contains":
            return words.contains.format(value, place)
    return words.begins.format(value, place)
