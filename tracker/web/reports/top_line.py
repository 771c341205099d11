"""The top line: seven figures with their change, of which one is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tracker.domain.reports.question import Answer, Value
from tracker.web.questions.scope import Got, Scope
from tracker.web.words.figures import signed
from tracker.web.words.i18n import _
from tracker.web.words.report_figures import (
    FEWEST,
    FIGURES,
    NO_CHANGE,
    Change,
    change,
    figure_names,
    figures_shown,
    in_full,
    written,
)

Totals = Mapping[str, Value]


class Cell(NamedTuple):
    """A figure of the top line. `beside`: what stands behind its change."""

    name: str
    label: str
    text: str
    full: str
    change: Change
    beside: str
    query: str
    is_on: bool


def _shown(scope: Scope) -> tuple[str, ...]:
    return figures_shown(scope.goal is not None, bool(scope.goal and scope.goal.has_revenue))


def metrics_of(scope: Scope) -> tuple[str, ...]:
    """What the line is asked for."""
    return (*(FIGURES[name].metric for name in _shown(scope)), "views_per_visit")


def totals_of(scope: Scope, got: Got | None) -> Totals:
    """The answer by its metrics; nothing where there is none."""
    if not isinstance(got, Answer) or not got.rows:
        return {}
    return dict(zip(metrics_of(scope), got.rows[0].metrics, strict=True))


def cells_of(scope: Scope, totals: Totals, before: Totals) -> list[Cell]:
    """The figures in their order."""
    names = figure_names()
    return [_cell(name, names[name], scope, totals, before) for name in _shown(scope)]


def _cell(name: str, label: str, scope: Scope, totals: Totals, before: Totals) -> Cell:
    figure = FIGURES[name]
    value = totals.get(figure.metric)
    changed = NO_CHANGE
    if whole_number(before.get("visits")) >= FEWEST:
        changed = change(figure.kind, value, before.get(figure.metric))
    return Cell(
        name=name,
        label=label,
        text=written(figure.kind, value),
        full=in_full(figure.kind, value),
        change=changed,
        beside=_beside(name, totals),
        query=scope.asked.but(figure=name).query,
        is_on=name == scope.asked.figure,
    )


def _beside(name: str, totals: Totals) -> str:
    views = totals.get("views_per_visit")
    if name != "pageviews" or not isinstance(views, int | float) or not views:
        return ""
    return _("%(number)s a visit") % {"number": signed(f"{views:.1f}")}


def whole_number(value: Value) -> int:
    """Of what counts; else 0."""
    return round(value) if isinstance(value, int | float) else 0
