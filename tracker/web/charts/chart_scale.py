"""Where things stand on a chart: its rules, its words, its lines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from tracker.domain.days import day_begins
from tracker.domain.periods.buckets import Unit
from tracker.domain.reports.annotations import Annotation
from tracker.domain.reports.question import Value
from tracker.web.questions.scope import Scope
from tracker.web.words.i18n import _
from tracker.web.words.report_figures import Kind, written
from tracker.web.words.site_times import SiteTimes

WIDE, HIGH = 1000.0, 240.0
LABELS = 6  # below the chart, about
MOST_NOTES = 6
ROOM = 1.08  # above the highest point
STEPS = {"seconds": (1, 5, 10, 30, 60, 120, 300, 600, 1800, 3600)}
NICE = {"hour": (1, 2, 3, 6, 12, 24, 48), "day": (1, 2, 7, 14, 28, 56), "month": (1, 2, 3, 6)}


class Moment(NamedTuple):
    """A bucket: when it begins, and its value; None where there is nothing to divide by."""

    at: int
    value: Value


class Point(NamedTuple):
    """The same with its place; `y` None without a value."""

    at: int
    value: Value
    x: float
    y: float | None


class Tick(NamedTuple):
    """A rule or a word at the edge; `place` in percent of the width, or pixels of the height."""

    place: float
    text: str
    anchor: str = "middle"


class Note(NamedTuple):
    """What an editor has written on a day: where it stands, in percent."""

    place: float
    words: str
    anchor: str


class Dot(NamedTuple):
    """In percent and pixels; hollow where the bucket still runs."""

    x: float
    y: float
    is_open: bool


def scale_of(moments: Sequence[Moment], kind: Kind) -> tuple[float, float]:
    """What the upper edge stands for, and how far rules are apart: two or three of them."""
    least = 4.0 if kind == "count" else 1.0
    greatest = max((least, *(_size(each.value) for each in moments)))
    step = _step(greatest / 2.5, kind)
    return max(greatest * ROOM, 2 * step), step


def _size(value: Value) -> float:
    if isinstance(value, dict):
        return float(max(value.values(), default=0))
    return float(value or 0)


def _step(least: float, kind: Kind) -> float:
    for step in STEPS.get(kind, ()):
        if step >= least:
            return step
    size: int = 10 ** math.floor(math.log10(least))
    return next(each * size for each in (1, 2, 5, 10) if each * size >= least * 0.8)


def placed(moments: Sequence[Moment], among: int, top: float) -> list[Point]:
    """Points, from the left; `among` so many places."""

    def y(value: Value) -> float | None:
        return None if value is None else round(HIGH - HIGH * _size(value) / top, 1)

    last = max(among - 1, 1)
    return [
        Point(*each, round(WIDE * n / last, 1), y(each.value)) for n, each in enumerate(moments)
    ]


def path_of(points: Sequence[Point]) -> str:
    """A line that ends where nothing is known."""
    drawn, pen = [], "M"
    for point in points:
        if point.y is None:
            pen = "M"
        else:
            drawn.append(f"{pen}{point.x:g} {point.y:g}")
            pen = "L"
    return "".join(drawn)


def dot_of(points: Sequence[Point], is_open: bool) -> Dot | None:
    """The last point where it still grows, or is the only one."""
    known = [(point.x, point.y) for point in points if point.y is not None]
    if not known or (len(known) > 1 and not (is_open and points[-1].y is not None)):
        return None
    x, y = known[-1]
    return Dot(round(x / 10, 2), y, is_open)


def rules_of(top: float, step: float, kind: Kind) -> list[Tick]:
    """From 0 upwards."""
    return [
        Tick(round(HIGH - HIGH * n * step / top, 1), written(kind, round(n * step, 6)))
        for n in range(math.floor(top / step) + 1)
    ]


def labels_of(moments: Sequence[Moment], scope: Scope) -> list[Tick]:
    """The first bucket, then every so many, and the last."""
    last = len(moments) - 1
    every = _every(len(moments), scope.unit)
    places = [n for n in range(0, last + 1, every) if not n or n <= last - every * 0.6]
    return [_label(n, last, moments[n].at, scope) for n in dict.fromkeys((*places, last))]


def _every(count: int, unit: Unit) -> int:
    least = max(1, math.ceil(count / LABELS))
    return next((each for each in NICE.get(unit, ()) if each >= least), least)


def _label(place: int, last: int, at: int, scope: Scope) -> Tick:
    anchor = "start" if place == 0 else "end" if place == last else "middle"
    is_today = scope.unit == "day" and scope.times.day_start(scope.calendar.now) == at
    text = _("today") if is_today else bucket_name(at, scope.unit, scope.times, brief=True)
    return Tick(round(100 * place / max(last, 1), 2), text, anchor)


def notes_of(moments: Sequence[Moment], notes: Sequence[Annotation], scope: Scope) -> list[Note]:
    """In the bucket of their day, the latest few; its words stand on the side that has room."""
    found, last = [], max(len(moments) - 1, 1)
    for note in notes[:MOST_NOTES]:
        begins = day_begins(note.day, scope.calendar.zone)
        bucket = max((n for n, each in enumerate(moments) if each.at <= begins), default=0)
        place = round(100 * bucket / last, 2)
        found.append(Note(place, note.words, "end" if place > 50 else "start"))
    return found


def bucket_name(at: int, unit: Unit, times: SiteTimes, *, brief: bool = False) -> str:
    """`Tue 17 Nov, 14:00`, `Tue 17 Nov`, `week of 16 Nov 2026`, `November 2026`."""
    match unit:
        case "hour":
            clock = times.written(at, "Hm")
            return clock if brief else f"{times.written(at, 'MMMEd')}, {clock}"
        case "day":
            return times.written(at, "MMMd" if brief else "MMMEd")
        case "week":
            day = times.written(at, "MMMd" if brief else "yMMMd")
            return day if brief else _("week of %(day)s") % {"day": day}
    return times.written(at, "MMM" if brief else "yMMMM")
