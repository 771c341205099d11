"""Funnels and journeys of any kind about a random log, and what is plainly true of them."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from msgspec.structs import replace

from tests.reports import funnels as plain_funnels
from tests.reports import ways as plain_ways
from tests.reports.facts import facts_of
from tests.reports.funnels import taken_by
from tests.reports.living_log import LivingLog
from tests.reports.random_questions import any_question
from tests.reports.random_world import NAMES, PATHS, maybe
from tests.reports.selecting import is_selected
from tests.reports.visits import Visit, of_visit, visits_of
from tracker.domain.reports.conditions import Condition
from tracker.domain.reports.funnels import Step, taken
from tracker.domain.reports.journeys import Column, Reached
from tracker.domain.reports.question import Question, Span

DAY = 86_400_000


class Funnel(NamedTuple):
    """`visits`: those that the question is about."""

    question: Question
    visits: list[Visit]
    steps: list[Condition]
    strict: bool

    @property
    def reached(self) -> list[Reached]:
        """In any order."""
        by = next(iter(self.question.dimensions), "")
        groups: dict[str, list[Visit]] = {} if by else {"": self.visits}
        for each in self.visits if by else []:
            groups.setdefault(of_visit(each, by), []).append(each)
        plain = [
            plain_funnels.reached(each, self.steps, self.strict, value)
            for value, each in groups.items()
        ]
        return [each for each in plain if each.visits[0] or not by]

    def stopped(self, at: int) -> set[int]:
        """Visits that took so many of its steps."""
        ways = {e.first.event.visit: taken_by(e, self.steps, self.strict) for e in self.visits}
        return {visit for visit, way in ways.items() if max(map(len, way), default=0) == at}


class Journey(NamedTuple):
    """Whence visits are looked at, and along which pages."""

    question: Question
    visits: list[Visit]
    begin: Condition | None
    way: list[str]
    back: bool

    @property
    def columns(self) -> list[Column]:
        return plain_ways.ways(self.visits, self.begin, self.way, self.back)


def any_funnel(living: LivingLog) -> Funnel:
    chance = living.life.chance
    question, visits = _about(living)
    steps = [any_step(chance) for _ in range(chance.randint(2, 4))]
    strict, by = maybe(chance, 0.4), chance.choice(("", "visit:source", "visit:country"))
    asked = replace(question, dimensions=(by,) if by else (), limit=10_000)
    return Funnel(asked, visits, steps, strict)


def any_journey(living: LivingLog) -> Journey:
    """Along pages that some of its visits opened, mostly."""
    chance = living.life.chance
    question, visits = _about(living)
    begin = any_step(chance) if maybe(chance, 0.6) else None
    way: list[str] = []
    back = begin is not None and maybe(chance, 0.5)
    for _ in range(chance.randint(0, 5)):
        lines = plain_ways.ways(visits, begin, way, back)[-1].lines
        way.append(next((each.page for each in lines if each.page), chance.choice(PATHS)))
    return Journey(replace(question, dimensions=()), visits, begin, way, back)


def _about(living: LivingLog) -> tuple[Question, list[Visit]]:
    """Any visits, mostly those of many days."""
    chance, question = living.life.chance, any_question(living.life)
    if maybe(chance, 0.7):
        start, end = question.span
        span = Span(start - 20 * DAY, end + 20 * DAY)
        question = replace(question, span=span, filters=None)
    start, end = question.span
    visits = visits_of(facts_of(living.told, question.site_id))
    visits = [each for each in visits if start <= each.began < end]
    return question, [each for each in visits if is_selected(question.filters, each)]


def any_step(chance: Random) -> Condition:
    kind = chance.choice(("page", "page", "event"))
    of = chance.choice((*PATHS, *["/**"] * 6) if kind == "page" else NAMES)
    condition = taken(Step(kind, of), ())
    assert condition
    return condition
