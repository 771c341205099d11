"""A funnel's answer as what is shown of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker.domain.reports.funnels import Step
from tracker.domain.reports.journeys import Reached
from tracker.web.words.figures import exact
from tracker.web.words.report_figures import FEWEST, Change, brief, change, percent
from tracker.web.words.report_values import named

HIGH, APART, WIDE = 208, 100, 48  # of the drawing


class Bar(NamedTuple):
    """A step. `top` and `before` from above, of this step and of the one before."""

    step: Step
    taken: int
    visits: str
    share: str
    stopped: int
    stopped_text: str
    after: str
    left: int
    top: float
    before: float


class Line(NamedTuple):
    """A value's visits: at each step how many, and the share of the step before."""

    label: str
    flag: str
    cells: list[tuple[str, str]]
    rate: str
    bar: float


class Shown(NamedTuple):
    """`rate`: how many went all the way, "" where they are too few to tell."""

    rate: str
    began: int
    arrived: int
    change: Change
    half: str
    bars: list[Bar]
    lines: list[Line]


def shown(
    steps: Sequence[Step],
    whole: Reached,
    before: Reached | None,
    parts: Sequence[Reached],
    dimension: str,
) -> Shown:
    """`before`: of the period that it is compared with; `parts`: by the values of `dimension`."""
    rates = [_rate(each) if each else None for each in (whole, before)]
    half = whole.since_first[-1]
    return Shown(
        rate=percent(rates[0]) if rates[0] is not None else "",
        began=whole.visits[0],
        arrived=whole.visits[-1],
        change=change("percent", *rates),
        half="" if half is None or whole.visits[-1] < 2 else brief(round(half / 1000)),
        bars=_bars(steps, whole),
        lines=_lines(parts, dimension),
    )


def _rate(of: Reached) -> float | None:
    return 100 * of.visits[-1] / of.visits[0] if of.visits[0] >= FEWEST else None


def _bars(steps: Sequence[Step], whole: Reached) -> list[Bar]:
    most = max(1, whole.visits[0])
    tops = [round(HIGH - HIGH * visits / most, 1) for visits in whole.visits]
    found = []
    for n, (step, visits) in enumerate(zip(steps, whole.visits, strict=True)):
        earlier = whole.visits[n - 1] if n else 0
        stopped = visits - whole.visits[n + 1] if n + 1 < len(steps) else 0
        took = whole.since_last[n]
        found.append(
            Bar(
                step=step,
                taken=visits,
                visits=exact(visits),
                share=percent(100 * visits / earlier) if earlier else "",
                stopped=stopped,
                stopped_text=exact(stopped),
                after=brief(round(took / 1000)) if n and took is not None else "",
                left=APART * n,
                top=tops[n],
                before=tops[n - 1] if n else 0,
            )
        )
    return found


def _lines(parts: Sequence[Reached], dimension: str) -> list[Line]:
    rates = [_rate(part) for part in parts]
    most = max([rate for rate in rates if rate is not None], default=0) or 1
    return [
        Line(
            label=named(dimension, part.value),
            flag=part.value if dimension == "visit:country" and len(part.value) == 2 else "",
            cells=[_cell(part.visits, n) for n in range(len(part.visits))],
            rate="" if rate is None else percent(rate),
            bar=0 if rate is None else round(100 * rate / most, 1),
        )
        for part, rate in zip(parts, rates, strict=True)
    ]


def _cell(visits: Sequence[int], n: int) -> tuple[str, str]:
    if not visits[n]:
        return "–", ""
    return exact(visits[n]), percent(100 * visits[n] / visits[n - 1]) if n else ""
