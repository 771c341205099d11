"""The first page of a site's reports: what it asks, and what it shows of the answers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from aiohttp import web

from tracker.domain.days import day_begins
from tracker.domain.periods.periods import dates_in
from tracker.domain.reports.annotations import Annotation
from tracker.domain.reports.question import Answer, Question, Unavailable
from tracker.storage.imports.imports import summed_spans
from tracker.storage.log.totals import time_of
from tracker.storage.sites.annotations import annotations_of
from tracker.web import keys
from tracker.web.charts.chart import Drawing, chart_of
from tracker.web.charts.hours import Hours, hours_of, hours_question
from tracker.web.charts.not_counted import NONE, NotCounted, not_counted
from tracker.web.questions.scope import AWAITED, Awaited, Got, Scope
from tracker.web.questions.tabs import TABS
from tracker.web.reports.answers import Asks, answers
from tracker.web.reports.breakdown import Breakdown, broken_down
from tracker.web.reports.choices import Choices, choices_of, span_name
from tracker.web.reports.panels import Line, Panel, lines_of, panel_of, panel_question
from tracker.web.reports.top_line import Cell, Totals, cells_of, metrics_of, totals_of, whole_number
from tracker.web.words.report_figures import (
    FIGURES,
    figure_names,
)

FIRST = date(1970, 1, 1)


class Overview(NamedTuple):
    """`fault`: why there is nothing. `counting`: of what share it is, in percent; None for all of
    it. `stands_at`: ms UTC, up to when it is known, where that is not now. `is_late`:
    what came later is only not counted yet. `gone_before`: of days
    before it sums are left; of those between each two of `summed`, ms UTC, an import has
    brought some. `awaited`: names of questions that have no answer yet."""

    choices: Choices
    cells: list[Cell]
    drawing: Drawing | None
    label: str
    other_label: str
    panels: dict[str, Panel]
    breakdown: Breakdown | None
    devices: list[Line]
    hours: Hours
    refused: NotCounted
    fault: Unavailable | None
    counting: int | None
    stands_at: int | None
    is_late: bool
    gone_before: int | None
    summed: list[tuple[int, int]]
    is_empty: bool
    awaited: frozenset[str]

    @property
    def chosen(self) -> int:
        """Which cell is drawn."""
        return next((place for place, cell in enumerate(self.cells) if cell.is_on), 0)

    @property
    def figure_name(self) -> str:
        return self.cells[self.chosen].label

    @property
    def splits(self) -> list[tuple[float, float]]:
        """Where each device's part of the bar begins, and how wide it is, in percent."""
        whole = sum(each.bar for each in self.devices) or 1
        wide = [round(100 * each.bar / whole, 2) for each in self.devices]
        return [(round(sum(wide[:place]), 2), each) for place, each in enumerate(wide)]


async def overview_of(
    request: web.Request, scope: Scope, within: float | None, asks: Asks | None = None
) -> Overview:
    """All of it, asked at once; what is answered `within` so many seconds, if there is a number.
    `asks`: how, for whoever is not signed in."""
    offer, notes = scope.asked.offer, await _notes(request, scope)
    async with asyncio.TaskGroup() as group:
        opening = group.create_task(broken_down(request, scope, within))
        got = await answers(request, _questions(scope), within, asks)
    opened = opening.result()
    summed = await _summed(request, scope)
    totals, before = totals_of(scope, got["totals"]), totals_of(scope, got.get("before"))
    visitors = whole_number(totals.get("visitors"))
    names = figure_names()
    return Overview(
        choices=choices_of(scope),
        cells=cells_of(scope, totals, before),
        drawing=chart_of(
            scope,
            got["series"],
            got.get("series_before"),
            notes,
            await _counted_to(request, got["series"]),
            summed,
        ),
        label=f"{names[scope.asked.figure]}, {span_name(scope.span, scope.times)}",
        other_label=span_name(scope.other, scope.times) if scope.other else "",
        panels={name: panel_of(name, scope, got[name], visitors) for name in offer.groups},
        breakdown=None if isinstance(opened, Awaited) else opened,
        devices=_devices(scope, got.get("split", AWAITED), visitors),
        hours=hours_of(got.get("hours", AWAITED)),
        refused=await not_counted(request.app, scope) if "not_counted" in offer.parts else NONE,
        fault=why if isinstance(why := got["totals"], Unavailable) else None,
        counting=_counting(got),
        stands_at=_stands_at(got),
        is_late=any(isinstance(each, Answer) and each.is_late for each in got.values()),
        gone_before=why.gone_before if isinstance(why, Answer) else None,
        summed=summed,
        is_empty=_is_empty(got["totals"], totals),
        awaited=_awaited(got | {"breakdown": opened}),
    )


async def _notes(request: web.Request, scope: Scope) -> list[Annotation]:
    """What the team has written on these days."""
    if "notes" not in scope.asked.offer.parts:
        return []
    days = dates_in(scope.span, scope.calendar.zone)
    return await annotations_of(request.app[keys.KEPT], scope.site.id, *days)


async def _summed(request: web.Request, scope: Scope) -> list[tuple[int, int]]:
    """Stretches of the span of which an import has brought sums."""
    zone = scope.calendar.zone
    spans = [
        (
            day_begins(FIRST + timedelta(days=first), zone),
            day_begins(FIRST + timedelta(days=last + 1), zone),
        )
        for first, last in await summed_spans(request.app[keys.KEPT], scope.site.id)
    ]
    return [each for each in spans if each[0] < scope.span.end and each[1] > scope.span.start]


async def _counted_to(request: web.Request, got: Got) -> int | None:
    """Rows are counted in the order of the log: when the last one was, unless there are all."""
    if not isinstance(got, Answer) or got.known == 1:
        return None
    return await time_of(request.app[keys.DATABASE], got.upto) or None


def _is_empty(got: Got, totals: Totals) -> bool:
    counted = any(whole_number(totals.get(name)) for name in ("visitors", "visits"))
    return not counted and not isinstance(got, Awaited)


def _awaited(got: Mapping[str, object]) -> frozenset[str]:
    return frozenset(name for name, each in got.items() if isinstance(each, Awaited))


def _questions(scope: Scope) -> dict[str, Question]:
    """By what they are for, in the order in which they are looked at."""
    metric, time = FIGURES[scope.asked.figure].metric, (f"time:{scope.unit}",)
    other, so_far = scope.other, scope.other_so_far
    found = {"totals": scope.question(*metrics_of(scope))}
    if other and so_far:
        found["before"] = scope.question(*metrics_of(scope), span=so_far)
    found["series"] = scope.question(metric, dimensions=time)
    if other and so_far:
        found["series_before"] = scope.question(metric, dimensions=time, span=other)
    offer = scope.asked.offer
    found |= {name: panel_question(name, scope) for name in offer.groups}
    if "devices" in offer.parts:
        found["split"] = scope.question("visitors", dimensions=(TABS["devices"].dimension,))
    return found | ({"hours": hours_question(scope)} if "hours" in offer.parts else {})


def _devices(scope: Scope, got: Got, visitors: int) -> list[Line]:
    """The split by device, below the browsers."""
    rows = [row for row in got.rows if row.dimensions[0]] if isinstance(got, Answer) else []
    return lines_of(TABS["devices"], rows[:4], scope.asked, visitors)


def _counting(got: Mapping[str, Got]) -> int | None:
    known = min((each.known for each in got.values() if isinstance(each, Answer)), default=1.0)
    return int(100 * known) if known < 1 else None


def _stands_at(got: Mapping[str, Got]) -> int | None:
    found = [each.stands_at for each in got.values() if isinstance(each, Answer)]
    return min((at for at in found if at is not None), default=None)
