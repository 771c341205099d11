"""The chart of the chosen figure, as lines of a drawing and as rows of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
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
from tracker.web.charts.unknown import Horizon, Unknown, unknowns_of, why_unknown
from tracker.web.questions.scope import Got, Scope
from tracker.web.words.i18n import _
from tracker.web.words.report_figures import FIGURES, in_full


class ChartRow(NamedTuple):
    """A line of the table: of a bucket that has begun, or of which it is said why nothing is known.
    `query`: the address of that stretch alone; `x`, `y`: where its point stands, in percent and
    pixels."""

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
    unknown: list[Unknown]


class Series(NamedTuple):
    """Buckets, and of each why it is unknown, "" where it is not."""

    moments: list[Moment]
    reasons: list[str]


def chart_of(  # noqa: PLR0917
    scope: Scope,
    got: Got,
    before: Got | None,
    notes: Sequence[Annotation] = (),
    counted_to: int | None = None,
    summed: Sequence[tuple[int, int]] = (),
) -> Drawing | None:
    """None where there is no answer. `counted_to`: ms UTC, where what came later is not counted
    yet; `summed`: from when until when there are imported sums and no visits."""
    if not isinstance(got, Answer):
        return None
    kind = FIGURES[scope.asked.figure].kind
    series = _series(scope, scope.span, got, counted_to)
    others = Series([], [])
    if scope.other and isinstance(before, Answer) and any(row.metrics[0] for row in before.rows):
        others = _series(scope, scope.other, before, counted_to)
    moments, many = series.moments, len(series.moments)
    begun = [each for each in moments if each.at <= scope.calendar.now]
    compared = others.moments[:many]
    top, step = scale_of((*begun, *compared), kind)
    points = placed(moments, many, top)
    drawn = points[: len(begun)]
    return Drawing(
        line=path_of(drawn[:-1] if scope.moves else drawn),
        open_end=path_of(drawn[-2:]) if scope.moves and len(drawn) > 1 else "",
        other=path_of(placed(compared, many, top)),
        dot=dot_of(drawn, scope.moves),
        rules=rules_of(top, step, kind),
        labels=labels_of(moments, scope),
        rows=_rows(points, series, others, scope),
        notes=notes_of(moments, notes, scope),
        unknown=unknowns_of(series.reasons) + unknowns_of(_imported(moments, summed)),
    )


def _series(scope: Scope, span: Span, got: Answer, counted_to: int | None) -> Series:
    """Every bucket of the span: what counts is 0 where nothing came, unless nobody knows."""
    known: Mapping[object, Value] = {row.dimensions[0]: row.metrics[0] for row in got.rows}
    nothings: dict[str, Value] = {"count": 0, "money": {}}
    nothing = nothings.get(FIGURES[scope.asked.figure].kind)
    starts = buckets(span, scope.unit, scope.calendar.zone)
    # Sums of days are kept longer than their visits.
    since = min((scope.first_at, *(at for at in starts if known.get(at))))
    horizon = Horizon(since, counted_to)
    reasons = [
        "" if known.get(start) else why_unknown(start, end, horizon, scope.calendar)
        for start, end in pairwise((*starts, span.end))
    ]
    return Series(
        [
            Moment(at, None if reason else known.get(at, nothing))
            for at, reason in zip(starts, reasons, strict=True)
        ],
        reasons,
    )


def _imported(moments: Sequence[Moment], summed: Sequence[tuple[int, int]]) -> list[str]:
    words = _("imported sums")
    return [
        words if any(first <= each.at < end for first, end in summed) else "" for each in moments
    ]


def _rows(points: Sequence[Point], series: Series, others: Series, scope: Scope) -> list[ChartRow]:
    found, kind = [], FIGURES[scope.asked.figure].kind
    for place, point in enumerate(points):
        reason = series.reasons[place]
        if point.at > scope.calendar.now and not reason:
            continue
        other = others.moments[place] if place < len(others.moments) else None
        after = points[place + 1].at if place + 1 < len(points) else scope.span.end
        found.append(
            ChartRow(
                label=bucket_name(point.at, scope.unit, scope.times),
                value=reason or in_full(kind, point.value),
                other_label=bucket_name(other.at, scope.unit, scope.times) if other else "",
                other=(others.reasons[place] or in_full(kind, other.value)) if other else "",
                query=_alone(Span(point.at, after), scope),
                x=round(point.x / 10, 2),
                y=point.y,
            )
        )
    return found


def _alone(span: Span, scope: Scope) -> str:
    """What shows that stretch alone; nothing for an hour, or where days have no address."""
    if scope.unit == "hour" or "days" not in scope.asked.offer.parts:
        return ""
    period = Period("custom", *dates_in(span, scope.calendar.zone))
    return scope.asked.but(period=period, unit=None).query
