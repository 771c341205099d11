"""A term of a filter as an expression over a row or over a visit."""

from __future__ import annotations

from tracker.domain.reports.conditions import Term
from tracker.domain.reports.names import PROPERTY, is_property
from tracker.storage.answers.asked import Asked, numbers

# The column of a row and of a visit that has it. A row knows what its visit is filtered by most.
TEXTS = {
    "event:page": ("path", ""),
    "event:title": ("title", ""),
    "event:hostname": ("host", ""),
    "event:name": ("name", ""),
    "visit:source": ("source", "source"),
    "visit:channel": ("channel", "channel"),
    "visit:language": ("language", "language"),
    "visit:entry_page": ("entry", "entry"),
    "visit:exit_page": ("", "exit"),
    "visit:referrer": ("", "referrer"),
    "visit:hostname": ("", "host"),
}
# The column, and what its numbers stand for.
NUMBERED = {
    "visit:country": ("place", "select id, country as value from place"),
    "visit:region": ("place", "select id, region as value from place"),
    "visit:city": ("place", "select id, city as value from place"),
    "visit:browser": ("agent", "select id, browser as value from agent"),
    "visit:os": ("agent", "select id, system as value from agent"),
    "visit:device": ("agent", "select id, device as value from agent"),
    "visit:browser_version": (
        "agent",
        "select id, case browser when '' then '' else rtrim(browser || ' ' || browser_version) end"
        " as value from agent",
    ),
    "visit:os_version": (
        "agent",
        "select id, case system when '' then '' else rtrim(system || ' ' || system_version) end"
        " as value from agent",
    ),
    "visit:utm_source": ("campaign", "select id, source as value from campaign"),
    "visit:utm_medium": ("campaign", "select id, medium as value from campaign"),
    "visit:utm_campaign": ("campaign", "select id, name as value from campaign"),
    "visit:utm_term": ("campaign", "select id, term as value from campaign"),
    "visit:utm_content": ("campaign", "select id, content as value from campaign"),
    "visit:click_id": ("campaign", "select id, click_id as value from campaign"),
    "visit:screen": (
        "screen",
        "select * from (values (1, 'xs'), (2, 'sm'), (3, 'md'), (4, 'lg'), (5, 'xl')) s(id, value)",
    ),
}
SCREEN = (
    "case when width <= 0 then 0 when width < 576 then 1 when width < 768 then 2"
    " when width < 992 then 3 when width < 1200 then 4 else 5 end"
)
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
    column, values = NUMBERED[term.dimension]
    found = asked.read(
        f"select id from ({values} union all select 0, '') where {_matching('value', term, asked)}"
    )
    expression = SCREEN if column == "screen" else column
    return f"{expression} in ({numbers(row[0] for row in found)})" if found else "false"


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
