"""Funnels: steps that a visit takes one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, get_args

import msgspec

from tracker.domain.reports.conditions import All, Condition, Term
from tracker.domain.reports.goals import Goal, condition_of, on_page
from tracker.domain.text import tidy

StepKind = Literal["page", "event", "goal"]
KINDS: tuple[StepKind, ...] = get_args(StepKind)
FEWEST, MOST = 2, 8  # steps
LONGEST = 500  # characters of what a step is about


class Step(NamedTuple):
    """`of` by kind: a path in which `*` stands for anything but `/` and `**` for anything, an
    event's name, a goal's name."""

    kind: StepKind
    of: str

    @property
    def text(self) -> str:
        """As an address has it: `page:/pricing`."""
        return f"{self.kind}:{self.of}"


class KeptFunnel(msgspec.Struct, frozen=True, kw_only=True):
    """One that has a name. `steps`: as an address says them, with their order. `user_id`: who has
    named it; None where nobody knows any more."""

    id: int
    site_id: int
    name: str
    steps: str
    user_id: int | None
    created_at: int


def read_step(text: str) -> Step | None:
    """The other way round; None for what is no step."""
    kind, _, of = text.partition(":")
    of = tidy(of, LONGEST).strip()
    found = next((each for each in KINDS if each == kind), None)
    if found is None or not of or (found == "page" and not of.startswith("/")):
        return None
    return Step(found, of)


def taken(step: Step, goals: Iterable[Goal]) -> Condition | None:
    """What is true of a row that takes the step; None where the site has no such goal."""
    match step.kind:
        case "page":
            return All((Term("event:name", "is", ("pageview",)), on_page(step.of)))
        case "event":
            return Term("event:name", "is", (step.of,))
    return next((condition_of(goal) for goal in goals if goal.name == step.of), None)
