"""One comparison of a query's filters: an operator, a dimension, values."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.domain.queries.named_values import NAMED, nothing
from tracker.domain.queries.sent import Sent, one_of, shown
from tracker.domain.reports.conditions import Operator, Term
from tracker.domain.reports.names import EVENT_DIMENSIONS, MEASURES, VISIT_DIMENSIONS, is_property
from tracker.domain.urls import PATH_LIMIT

MOST_VALUES = 200
MOST_PIECES = 5  # of names: each is looked for in every one
LONGEST_NAME = 300  # of a dimension
LONGEST_EXPRESSION = 500
COMPARING: dict[str, tuple[Operator, bool]] = {
    "is": ("is", True),
    "is_not": ("is", False),
    "contains": ("contains", True),
    "contains_not": ("contains", False),
    "matches": ("matches", True),
    "matches_not": ("matches", False),
    "begins": ("begins", True),
    "begins_not": ("begins", False),
}
MEASURING = "at_least"
OF_NAMES = tuple(each for each in COMPARING if not each.startswith("matches"))
ALIASES = {"visit:region_name": "visit:region", "visit:city_name": "visit:city"}
FILTERED = tuple(sorted(VISIT_DIMENSIONS | EVENT_DIMENSIONS))
HIGHEST = {"event:scroll_depth": 100, "event:engaged_time": 86_400}


def compared_with(dimension: str, operator: Operator, sent: Sent, operands: list[Sent]) -> Term:
    """The values of a comparison; what has names is found by them."""
    if names := NAMED.get(dimension):
        names = {"": nothing(dimension)} | names
        return Term(dimension, "is", tuple(by_name(names, operator, sent, operands)))
    longest = LONGEST_EXPRESSION if operator == "matches" else PATH_LIMIT
    values = [each.text(longest) for each in operands[1].items(1, MOST_VALUES)]
    if operator == "is":
        values = ["" if each == nothing(dimension) else each for each in values]
    elif "" in values:
        operands[1].wrong(f"has an empty text in it, which everything {operator}.")
    return Term(dimension, operator, tuple(values), _is_case_sensitive(operands))


def by_name(names: Mapping[str, str], word: str, sent: Sent, operands: list[Sent]) -> list[str]:
    """The keys of those that are named so, whatever the case."""
    operator = COMPARING[word][0]
    if operator == "matches":
        sent.wrong(f"matches names, of which there are few. {one_of(OF_NAMES)}")
    _is_case_sensitive(operands)
    folded = {key: (key.casefold(), name.casefold()) for key, name in names.items()}
    same = {text: key for key, texts in folded.items() for text in texts}
    found: dict[str, None] = {}
    for each in operands[1].items(1, MOST_VALUES if operator == "is" else MOST_PIECES):
        value = each.text(LONGEST_NAME).casefold()
        if operator == "is":
            fits = [each.value] if each.value in names else [same[value]] if value in same else []
        else:
            fits = [key for key, texts in folded.items() if _fits(value, operator, texts)]
        if not fits:
            each.wrong(f"is {shown(each.value)}, and none is named so. {one_of(names.values())}")
        found |= dict.fromkeys(fits)
    return list(found)


def _fits(piece: str, operator: Operator, texts: tuple[str, str]) -> bool:
    if operator == "begins":
        return any(text.startswith(piece) for text in texts)
    return any(piece in text for text in texts)


def filtered_by(sent: Sent, *, in_event: bool) -> str:
    """A dimension that can be filtered by, here."""
    name = ALIASES.get(sent.value, sent.value)
    if name in MEASURES:
        sent.wrong(f"is a measure, which is filtered by {MEASURING}.")
    if not is_property(name) and name not in FILTERED:
        allowed = (*FILTERED, "event:props:…", "segment")
        sent.wrong(f"is {shown(name)}, which is not known. {one_of(allowed)}")
    if in_event and not name.startswith("event:"):
        sent.wrong("is the visit's: inside of has_done stands what an event is.")
    return str(name)


def measured(dimension: str, operands: list[Sent]) -> Term:
    """At least so much of it."""
    operands[0].choice(sorted(MEASURES))
    [least] = operands[1].items(1, 1)
    return Term(dimension, "at_least", (str(least.number(1, HIGHEST[dimension])),))


def _is_case_sensitive(operands: list[Sent]) -> bool:
    options = operands[2].fields(("case_sensitive",)) if len(operands) > 2 else {}
    return options["case_sensitive"].flag() if options else True


def just(sent: Sent, operands: list[Sent], number: int) -> None:
    """Neither more nor fewer behind the operator."""
    if len(operands) != number:
        sent.wrong(f"has {number + 1} items, not {len(operands) + 1}.")
