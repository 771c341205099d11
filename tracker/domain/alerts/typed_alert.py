"""An alert as it is typed, and what may be wrong with it."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal, NamedTuple

from tracker.domain.alerts.alert import KINDS, LEARNING, PAUSES, Alert, Kind, Quiet
from tracker.domain.hits import TEXT_BYTES
from tracker.domain.reports.kept import LONGEST_NAME
from tracker.domain.reports.typed_goals import wrong_page
from tracker.domain.text import tidy

MOST_LEAST: dict[Kind, int] = {
    "spike": 1_000_000,
    "drop": 1_000_000,
    "silence": 1_440,
    "missing": 1_000_000,
    "refused": 1_000_000,
}
LONGEST_OF = 300  # bytes of a source's or a campaign's name
TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")

Wrong = Literal[
    "no name",
    "long name",
    "no kind",
    "no number",
    "no minutes",
    "no goal",
    "long of",
    "no page",
    "many stars",
    "no pause",
    "no time",
    "one time",
    "same time",
]


class TypedAlert(NamedTuple):
    """All text, as forms have it."""

    name: str = ""
    kind: str = ""
    of: str = ""
    goal: str = ""
    least: str = ""
    pause: str = ""
    quiet_from: str = ""
    quiet_until: str = ""


class WrongAlert(ValueError):
    """`faults` by the name of the field."""

    def __init__(self, faults: dict[str, Wrong]) -> None:
        super().__init__(", ".join(f"{field}: {wrong}" for field, wrong in faults.items()))
        self.faults = faults


def read_alert(typed: TypedAlert, site_id: int, goals: Collection[int], number: int = 0) -> Alert:
    """The alert; `goals`: the numbers of the site's. Raises WrongAlert."""
    typed = TypedAlert(*(tidy(each, TEXT_BYTES + 4).strip() for each in typed))
    kind = next((each for each in KINDS if each == typed.kind), None)
    if kind is None:
        raise WrongAlert({"kind": "no kind"})
    found = {
        "name": _wrong_name(typed.name),
        "of": _wrong_of(kind, typed.of),
        "goal": _wrong_goal(kind, typed.goal, goals),
        "least": _wrong_least(kind, typed.least),
        "pause": None if _number(typed.pause) in PAUSES else "no pause",
        **_wrong_quiet(typed),
    }
    if faults := {field: wrong for field, wrong in found.items() if wrong}:
        raise WrongAlert(faults)
    names = kind in {"source", "campaign", "missing"}
    return Alert(
        id=number,
        site_id=site_id,
        name=typed.name,
        kind=kind,
        of=typed.of if names else "",
        goal_id=_number(typed.goal) if kind == "goal" else None,
        least=_number(typed.least) if kind in MOST_LEAST else None,
        pause=_number(typed.pause) or 0,
        quiet=_quiet(typed),
    )


def _wrong_name(name: str) -> Wrong | None:
    if not name:
        return "no name"
    return "long name" if len(name) > LONGEST_NAME else None


def _wrong_of(kind: Kind, of: str) -> Wrong | None:
    if kind == "missing":
        return wrong_page(of) if of else None
    too_long = kind in {"source", "campaign"} and len(of.encode()) > LONGEST_OF
    return "long of" if too_long else None


def _wrong_goal(kind: Kind, goal: str, goals: Collection[int]) -> Wrong | None:
    return "no goal" if kind == "goal" and _number(goal) not in goals else None


def _wrong_least(kind: Kind, least: str) -> Wrong | None:
    most = MOST_LEAST.get(kind)
    if most is None or (not least and (kind in LEARNING or kind == "missing")):
        return None
    number = _number(least)
    if number is not None and 1 <= number <= most:
        return None
    return "no minutes" if kind == "silence" else "no number"


def _wrong_quiet(typed: TypedAlert) -> dict[str, Wrong | None]:
    start, end = typed.quiet_from, typed.quiet_until
    if not start and not end:
        return {}
    return {
        "quiet_from": _wrong_time(start),
        "quiet_until": _wrong_time(end) or _wrong_end(start, end),
    }


def _wrong_end(start: str, end: str) -> Wrong | None:
    return "same time" if start.zfill(5) == end.zfill(5) else None


def _wrong_time(time: str) -> Wrong | None:
    if not time:
        return "one time"
    return None if TIME.fullmatch(time) else "no time"


def _quiet(typed: TypedAlert) -> Quiet | None:
    times = [TIME.fullmatch(each) for each in (typed.quiet_from, typed.quiet_until)]
    minutes = [60 * int(each[1]) + int(each[2]) for each in times if each]
    return Quiet(*minutes) if len(minutes) == 2 else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None
