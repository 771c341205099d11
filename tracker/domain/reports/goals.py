"""Goals: which rows are a conversion, and what one is worth."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec

from tracker.domain.reports.conditions import All, Condition, Term

GoalKind = Literal["event", "page", "scroll", "engaged"]


class Goal(msgspec.Struct, frozen=True, kw_only=True):
    """`of` by kind: an event's name; a path in which `*` stands for anything but `/` and `**` for
    anything; or a page pattern whose pageviews were scrolled at least `least` percent, or looked at
    for at least `least` seconds. Worth `value` of `currency`, or what the event's property `sums`
    says."""

    id: int
    site_id: int
    name: str
    kind: GoalKind
    of: str
    least: int = 0
    value: Decimal | None = None
    sums: str = ""
    currency: str = ""  # ISO 4217; "" = worth nothing

    @property
    def has_revenue(self) -> bool:
        return bool(self.currency and (self.sums or self.value is not None))


def condition_of(goal: Goal) -> Condition:
    """What is true of a row that is a conversion."""
    if goal.kind == "event":
        return Term("event:name", "is", (goal.of,))
    page = All((Term("event:name", "is", ("pageview",)), on_page(goal.of)))
    if goal.kind == "page":
        return page
    measure = "event:scroll_depth" if goal.kind == "scroll" else "event:engaged_time"
    return All((*page.parts, Term(measure, "at_least", (str(goal.least),))))


def on_page(pattern: str) -> Term:
    """A page of that pattern, in which `*` stands for anything but `/` and `**` for anything."""
    if "*" not in pattern:
        return Term("event:page", "is", (pattern,))
    if pattern.endswith("**") and "*" not in pattern[:-2]:
        return Term("event:page", "begins", (pattern[:-2],))
    return Term("event:page", "matches", (regex_of(pattern),))


def regex_of(pattern: str) -> str:
    """The RE2 expression of a path with `*` and `**`."""
    found = []
    for part in _parts(pattern):
        found.append({"*": "[^/]*", "**": ".*"}.get(part) or _escaped(part))
    return "^" + "".join(found) + "$"


def _parts(pattern: str) -> list[str]:
    found, text = [], pattern
    while "*" in text:
        before, _, text = text.partition("*")
        wide = text.startswith("*")
        found += [before, "**" if wide else "*"]
        text = text.removeprefix("*") if wide else text
    return [each for each in [*found, text] if each]


def _escaped(text: str) -> str:
    return "".join(f"\\{each}" if each in r".+?()[]{}|^$\-" else each for each in text)
