"""GoatCounter's counts as questions to reports. What it calls visitors are visits, each once for
each path that it opened and for each event: what we call visits by page and by event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tracker.domain.hits import PAGEVIEW
from tracker.domain.queries.sent import Sent
from tracker.domain.reports.conditions import All, Any, Condition, Not, Term
from tracker.domain.reports.question import Answer, Question, Span

MOST_ROWS = 100_000  # of one question
VIEWS = Term("event:name", "is", (PAGEVIEW,))
KINDS = ("event:page", "event:name")


class Path(NamedTuple):
    """A page's path, or an event's name."""

    path: str
    event: bool = False


class Counted(NamedTuple):
    """Of which site, when; `only` and `but` some paths, and under which filter."""

    site_id: int
    zone: str
    span: Span
    only: tuple[Path, ...] | None = None
    but: tuple[Path, ...] = ()
    where: Condition | None = None


def questions(
    counted: Counted, by: tuple[str, ...] = (), most: int = MOST_ROWS
) -> dict[bool, Question]:
    """Of pages and of events (True), by these dimensions and by the path; none of what none is
    asked for of."""
    kinds = [kind for kind in (False, True) if counted.only is None or _named(counted.only, kind)]
    return {kind: _question(counted, by, kind, most) for kind in kinds}


def counts(answers: Mapping[bool, Answer]) -> dict[tuple[tuple[str | int, ...], Path], int]:
    """By the other dimensions and by the path, of both questions' answers. Raises BadQuery for more
    rows than one answer has."""
    found = {}
    for event, answer in answers.items():
        if len(answer.rows) >= MOST_ROWS:
            Sent(None, "start").wrong("is too long before end: this would be too much to count.")
        for row in answer.rows:
            *by, path = row.dimensions
            found[tuple(by), Path(str(path), event)] = _whole(row.metrics[0])
    return found


def titles_of(counted: Counted) -> Question:
    """Which titles its pages have, the most frequent first."""
    asked = _question(counted, (), False, MOST_ROWS)
    return Question(
        site_id=asked.site_id,
        zone=asked.zone,
        span=asked.span,
        metrics=asked.metrics,
        dimensions=("event:page", "event:title"),
        filters=asked.filters,
    )


def _question(counted: Counted, by: tuple[str, ...], event: bool, most: int) -> Question:
    parts: list[Condition] = [Not(VIEWS) if event else VIEWS]
    kind = KINDS[event]
    if counted.only is not None:
        parts.append(Term(kind, "is", _named(counted.only, event)))
    if excluded := _named(counted.but, event):
        parts.append(Not(Term(kind, "is", excluded)))
    if counted.where:
        parts.append(counted.where)
    return Question(
        site_id=counted.site_id,
        zone=counted.zone,
        span=counted.span,
        metrics=("visits",),
        dimensions=(*by, kind),
        filters=All(tuple(parts)),
        limit=most,
    )


def _named(paths: Iterable[Path], event: bool) -> tuple[str, ...]:
    return tuple(each.path for each in paths if each.event == event)


def either(dimension: str, values: tuple[str, ...]) -> Condition:
    """One of them is enough."""
    return Any(tuple(Term(dimension, "is", (each,)) for each in values))


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
