"""What the keys that rows are grouped by stand for."""

from __future__ import annotations

from tracker.domain.reports.names import is_property
from tracker.storage.answers.asked import Asked
from tracker.storage.answers.keys import TIMES
from tracker.storage.answers.words import Label


def label_of(dimension: str, place: int, asked: Asked) -> Label:
    """The dimension's, which stands at that place among the question's."""
    if dimension in TIMES or is_property(dimension):
        return Label(f"k{place}")
    if dimension == "event:goal":
        names = [f"when {i} then {asked.value(g.name)}" for i, g in enumerate(asked.question.goals)]
        return Label(f"case k{place} {' '.join(names)} end" if names else "''")
    return asked.tables.label(dimension, place, asked)
