"""The arguments of tools as JSON Schema. Lists of lists are told in words: not every assistant
reads a schema that refers to itself, and whatever is wrong is answered with what is allowed."""

from __future__ import annotations

from typing import Any

from tracker.domain.queries.date_ranges import OURS, PLAUSIBLES
from tracker.domain.queries.query_parts import KNOWN_DIMENSIONS, KNOWN_METRICS
from tracker.domain.queries.query_terms import COMPARING

Schema = dict[str, Any]

SITE: Schema = {
    "type": ["string", "integer"],
    "description": "The site's name or number, as list_sites has it. May be left out where there "
    "is only one.",
}
DATE_RANGE: Schema = {
    "description": "The period, by the clocks of the site's time zone. A word: "
    f"{', '.join(OURS)} (these hold today, so far); {', '.join(PLAUSIBLES)}, any Nd or Nmo (Nd and "
    "Nmo are whole days or months BEFORE the running one). Or two dates with both included, such "
    'as ["2026-11-01", "2026-11-28"], or two times with offsets.',
    "anyOf": [
        {"type": "string"},
        {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2},
    ],
}
FILTERS: Schema = {
    "type": "array",
    "items": {"type": "array", "items": {}},
    "description": "Conditions that all hold; each is a list: [operator, dimension, [values]]. "
    f"Operators: {', '.join(COMPARING)}; one of the values is enough. Dimensions: those of query, "
    "but for times. Joined: ['and', [f, …]], ['or', [f, …]], ['not', f]. A condition on an "
    "event's dimension selects ROWS; to select the VISITS that have such a row, wrap it: "
    "['has_done', f], ['has_not_done', f]. Examples: [['is', 'visit:country', ['DE', 'AT']]]; "
    "[['has_done', ['begins', 'event:page', ['/blog/']]]]; [['is', 'event:goal', ['Order']]]; "
    "[['is', 'event:props:plan', ['pro']]].",
}
METRICS: Schema = {
    "type": "array",
    "items": {"type": "string", "enum": list(KNOWN_METRICS)},
    "minItems": 1,
    "description": "What is counted, each once.",
}
DIMENSIONS: Schema = {
    "type": "array",
    "items": {"type": "string"},
    "maxItems": 4,
    "description": "What rows are grouped by; none: one row for all. "
    f"{', '.join(KNOWN_DIMENSIONS)}, or event:props:NAME for a property of events.",
}


def arguments(needed: tuple[str, ...] = (), **properties: Schema) -> Schema:
    """An object of these, and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(needed),
        "additionalProperties": False,
    }


def number(most: int, usual: int, said: str) -> Schema:
    """A whole one from 1."""
    bounds = {"minimum": 1, "maximum": most, "default": usual}
    return {"type": "integer", "description": said} | bounds
