"""A goal as an editor types it, and what may be wrong with it."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal
from typing import Literal, NamedTuple

from tracker.domain.hits import KEY_BYTES, LEAVE, NAME_BYTES, PAGEVIEW, TEST, TEXT_BYTES
from tracker.domain.reports.goals import Goal, GoalKind
from tracker.domain.reports.kept import LONGEST_NAME
from tracker.domain.text import tidy

KINDS: tuple[GoalKind, ...] = ("event", "page", "scroll", "engaged")
NO_EVENTS = {LEAVE, PAGEVIEW, TEST}
MOST_STARS = 10
MOST_LEAST = {"scroll": 100, "engaged": 86_400}  # percent, seconds
AMOUNT = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,4})?")

Wrong = Literal[
    "no name",
    "long name",
    "no kind",
    "no event",
    "no event of visitors",
    "no page",
    "many stars",
    "no percent",
    "no seconds",
    "no amount",
    "two values",
    "no property here",
    "long property",
    "no currency",
    "unknown currency",
    "currency of nothing",
]


class TypedGoal(NamedTuple):
    """All text, as forms have it. Without a name it is called after what it counts."""

    name: str = ""
    kind: str = ""
    of: str = ""
    least: str = ""
    value: str = ""
    sums: str = ""
    currency: str = ""


class WrongGoal(ValueError):
    """`faults` by the name of the field."""

    def __init__(self, faults: dict[str, Wrong]) -> None:
        super().__init__(", ".join(f"{field}: {wrong}" for field, wrong in faults.items()))
        self.faults = faults


def read_goal(typed: TypedGoal, site_id: int, currencies: Collection[str], number: int = 0) -> Goal:
    """The goal. Raises WrongGoal."""
    tidied = TypedGoal(*(tidy(each, 4 * TEXT_BYTES).strip() for each in typed))
    tidied = tidied._replace(currency=tidied.currency.upper())
    kind = next((each for each in KINDS if each == tidied.kind), None)
    name = tidied.name or tidied.of[:LONGEST_NAME]
    if kind is None:
        raise WrongGoal({"kind": "no kind"})
    found = {
        "name": _wrong_name(name),
        "of": _wrong_event(tidied.of) if kind == "event" else wrong_page(tidied.of),
        "least": _wrong_least(kind, tidied.least),
        "value": _wrong_value(tidied),
        "sums": _wrong_sums(kind, tidied.sums),
        "currency": _wrong_currency(tidied, currencies),
    }
    if faults := {field: wrong for field, wrong in found.items() if wrong}:
        if "of" in faults and not tidied.name:
            faults.pop("name", None)  # it would have been called after it
        raise WrongGoal(faults)
    return Goal(
        id=number,
        site_id=site_id,
        name=name,
        kind=kind,
        of=tidied.of,
        least=int(tidied.least) if kind in MOST_LEAST else 0,
        value=_amount(tidied.value) if tidied.value else None,
        sums=tidied.sums,
        currency=tidied.currency,
    )


def wrong_page(pattern: str) -> Literal["no page", "many stars"] | None:
    """What is wrong with a pattern of paths."""
    if not pattern.startswith(("/", "*")) or len(pattern.encode()) > TEXT_BYTES:
        return "no page"
    return "many stars" if pattern.count("*") > MOST_STARS or "***" in pattern else None


def _wrong_name(name: str) -> Wrong | None:
    if not name:
        return "no name"
    return "long name" if len(name) > LONGEST_NAME else None


def _wrong_event(name: str) -> Wrong | None:
    if not name or len(name.encode()) > NAME_BYTES:
        return "no event"
    return "no event of visitors" if name in NO_EVENTS else None


def _wrong_least(kind: GoalKind, least: str) -> Wrong | None:
    most = MOST_LEAST.get(kind)
    if most is None or (_is_digits(least) and 1 <= int(least) <= most):
        return None
    return "no percent" if kind == "scroll" else "no seconds"


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _wrong_value(typed: TypedGoal) -> Wrong | None:
    if typed.value and typed.sums:
        return "two values"
    return "no amount" if typed.value and not AMOUNT.fullmatch(typed.value) else None


def _wrong_sums(kind: GoalKind, sums: str) -> Wrong | None:
    if sums and kind != "event":
        return "no property here"
    return "long property" if len(sums.encode()) > KEY_BYTES else None


def _wrong_currency(typed: TypedGoal, currencies: Collection[str]) -> Wrong | None:
    if not typed.currency:
        return "no currency" if typed.value or typed.sums else None
    if typed.currency not in currencies:
        return "unknown currency"
    return None if typed.value or typed.sums else "currency of nothing"


def _amount(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))
