"""The chart of the chosen figure, as lines of a drawing and as rows of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tracker.domain.periods.buckets import buckets
from tracker.domain.periods.periods import Period, dates_in
from tracker.domain.reports.annotations import Annotation
from tracker.domain.reports.question import Answer, Span, Value
from tracker.web.charts.chart_scale import (
    Dot,
    Moment,
    Note,
    Point,
    Tick,
    bucket_name,
    dot_of,
    labels_of,
    notes_of,
    path_of,
    placed,
    rules_of,
    scale_of,
)
from tracker.web.questions.scope import Got, Scope
from tracker.web.words.report_figures import FIGURES, Kind, in_full


class ChartRow(NamedTuple):
    """A line of the table: of a bucket that has begun. `query`: the address of that stretch alone;
    `x`, `y`: where its point stands, in percent and pixels."""

    label: str
    value: str
    other_label: str
    other: str
    query: str
    x: float
    y: float | None


class Drawing(NamedTuple):
    """`line`, `open_end` and `other` are paths; the open end leads to the bucket that still
    runs."""

    line: str
    open_end: str
    other: str
    dot: Dot | None
    rules: list[Tick]
    labels: list[Tick]
    rows: list[ChartRow]
    notes: list[Note]


def chart_of(
    scope: Scope, got: Got, before: Got | None, notes: Sequence[Annotation] = ()
) -> Drawing | None:
    """None where there is no answer."""
    if not isinstance(got, Answer):
        return None
    kind = FIGURES[scope.asked.figure].kind
    moments = _moments(scope, scope.span, got, kind)
    others: list[Moment] = []
    if scope.other and isinstance(before, Answer) and any(row.metrics[0] for row in before.rows):
        others = _moments(scope, scope.other, before, kind)[: len(moments)]
    begun = [each for each in moments if each.at <= scope.calendar.now]
    top, step = scale_of((*begun, *others), kind)
    points = placed(begun, len(moments), top)
    return Drawing(
        line=path_of(points[:-1] if scope.moves else points),
        open_end=path_of(points[-2:]) if scope.moves and len(points) > 1 else "",
        other=path_of(placed(others, len(moments), top)),
        dot=dot_of(points, scope.moves),
        rules=rules_of(top, step, kind),
        labels=labels_of(moments, scope),
        rows=_rows(points, others, scope, kind),
        notes=notes_of(moments, notes, scope),
    )


def _moments(scope: Scope, span: Span, got: Answer, kind: Kind) -> list[Moment]:
    """Of every bucket: what counts is 0 where nothing came."""
    known: Mapping[object, Value] = {row.dimensions[0]: row.metrics[0] for row in got.rows}
    nothing = 0 if kind == "count" else None
    starts = buckets(span, scope.unit, scope.calendar.zone)
    return [Moment(at, known.get(at, nothing)) for at in starts]


def _rows(
    points: Sequence[Point], others: Sequence[Moment], scope: Scope, kind: Kind
) -> list[ChartRow]:
    found = []
    for place, point in enumerate(points):
        other = others[place] if place < len(others) else None
        after = points[place + 1].at if place + 1 < len(points) else scope.span.end
        found.append(
            ChartRow(
                label=bucket_name(point.at, scope.unit, scope.times),
                value=in_full(kind, point.value),
                other_label=bucket_name(other.at, scope.unit, scope.times) if other else "",
                other=in_full(kind, other.value) if other else "",
                query=_alone(Span(point.at, after), scope),
                x=round(point.x / 10, 2),
                y=point.y,
            )
        )
    return found


def _alone(span: Span, scope: Scope) -> str:
    """What shows that stretch alone; nothing for an hour."""
    if scope.unit == "hour":
        return ""
    period = Period("custom", *dates_in(span, scope.calendar.zone))
    return scope.asked.but(period=period, unit=None).query
