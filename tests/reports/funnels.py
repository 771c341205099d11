"""How far visits get along steps, plainly."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from tests.reports.facts import Fact
from tests.reports.selecting import holds
from tests.reports.visits import Visit
from tracker.domain.reports.conditions import Condition
from tracker.domain.reports.journeys import Reached


def reached(
    visits: Sequence[Visit], steps: Sequence[Condition], strict: bool, value: str = ""
) -> Reached:
    """Of these visits."""
    taken = [taken_by(visit, steps, strict) for visit in visits]
    took: list[list[int]] = [[] for _ in steps]
    whole: list[list[int]] = [[] for _ in steps]
    for ways in taken:
        for n in range(max(map(len, ways), default=0)):
            longer = [way for way in ways if len(way) > n]
            took[n].append(min(way[n].at - way[max(n - 1, 0)].at for way in longer))
            whole[n].append(min(way[n].at - way[0].at for way in longer))
    counts = [len(each) for each in took]
    return Reached(value, counts, [_median(each) for each in took], [_median(e) for e in whole])


def taken_by(visit: Visit, steps: Sequence[Condition], strict: bool) -> list[list[Fact]]:
    """The ways along the steps: the earliest one, or where order is strict all of them."""
    if not strict:
        way: list[Fact] = []
        for fact in visit.facts:
            if len(way) < len(steps) and holds(steps[len(way)], visit, fact):
                way.append(fact)
        return [way] if way else []
    return [way for start in range(len(visit.facts)) if (way := _run(visit, steps, start))]


def _run(visit: Visit, steps: Sequence[Condition], start: int) -> list[Fact]:
    found = []
    for step, fact in zip(steps, visit.facts[start:], strict=False):
        if not holds(step, visit, fact):
            break
        found.append(fact)
    return found


def _median(of: list[int]) -> float | None:
    return float(median(of)) if of else None
