"""What the numbers that rows are grouped by stand for."""

from __future__ import annotations

from typing import NamedTuple

from tracker.domain.reports.names import is_property
from tracker.storage.answers.asked import Asked
from tracker.storage.answers.dimensions import NUMBERED, SCREEN, SCREENS
from tracker.storage.answers.keys import TIMES


class Label(NamedTuple):
    """An expression over the key, and the join that it needs."""

    text: str
    join: str = ""


def label_of(dimension: str, place: int, asked: Asked) -> Label:
    """The dimension's, which stands at that place among the question's."""
    if dimension in TIMES or is_property(dimension):
        return Label(f"k{place}")
    if dimension == "event:goal":
        names = [f"when {i} then {asked.value(g.name)}" for i, g in enumerate(asked.question.goals)]
        return Label(f"case k{place} {' '.join(names)} end" if names else "''")
    values = _values(dimension, asked.with_kept)
    name = f"l{place}"
    return Label(
        f"coalesce({name}.value, '')", f" left join ({values}) {name} on {name}.id = k{place}"
    )


def _values(dimension: str, with_kept: bool) -> str:
    numbered = NUMBERED.get(dimension)
    if not numbered and dimension != SCREEN:
        return "select id, value from text"
    values = numbered.values if numbered else SCREENS
    return f"{values} union all select -id, value from text" if with_kept else values
