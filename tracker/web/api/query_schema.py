"""The query language as JSON Schema, made of what its reader allows."""

from __future__ import annotations

from typing import Any

from tracker.domain.queries.date_ranges import MOST_DAYS, MOST_MONTHS, OURS, PLAUSIBLES
from tracker.domain.queries.query_filters import MOST_CONDITIONS
from tracker.domain.queries.query_parts import (
    DIRECTIONS,
    FARTHEST,
    KNOWN_DIMENSIONS,
    KNOWN_METRICS,
    MOST_DIMENSIONS,
    MOST_ROWS,
    Include,
)
from tracker.domain.queries.query_terms import (
    ALIASES,
    COMPARING,
    FILTERED,
    HIGHEST,
    LONGEST_NAME,
    MEASURING,
    MOST_VALUES,
)
from tracker.domain.reports.names import MEASURES, PROPERTY
from tracker.domain.urls import PATH_LIMIT

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean", "default": False}


def schemas() -> dict[str, Schema]:
    """By name, as they refer to each other."""
    return {
        "Query": query(),
        "Metric": {"enum": list(KNOWN_METRICS)},
        "Dimension": {"anyOf": [{"enum": list(KNOWN_DIMENSIONS)}, named_property()]},
        "Filter": any_filter(),
        "Filtered": {"anyOf": [{"enum": [*FILTERED, *ALIASES]}, named_property()]},
    }


def query() -> Schema:
    """The body of a question."""
    properties = {
        "metrics": listed(to("Metric"), 1, len(KNOWN_METRICS), "Figures, each once."),
        "date_range": date_range(),
        "dimensions": listed(to("Dimension"), 0, MOST_DIMENSIONS, "What rows are grouped by."),
        "filters": listed(to("Filter"), 0, MOST_CONDITIONS, "All of them hold."),
        "order_by": order(),
        "include": taken(
            dict.fromkeys(Include._fields, FLAG),
            "What else is answered: labels of all times, the number of all rows, imports.",
        ),
        "pagination": taken(
            {
                "limit": whole(1, MOST_ROWS) | {"default": MOST_ROWS},
                "offset": whole(0, FARTHEST) | {"default": 0},
            },
            "Which of the rows.",
        ),
        "goal": TEXT
        | {
            "maxLength": LONGEST_NAME,
            "description": "A goal's name, to which conversions and revenue belong.",
        },
        "site_id": {
            "type": ["string", "integer"],
            "description": "If it is there, the number or the name of the site in the path.",
        },
    }
    said = "A question in the grammar of Plausible's Stats API v2."
    return taken(properties, said) | {"required": ["metrics", "date_range"]}


def date_range() -> Schema:
    counted = f"So many days, {MOST_DAYS} at most, or months, {MOST_MONTHS} at most."
    return {
        "description": "A word, two dates, or two times with their offsets.",
        "anyOf": [
            {"enum": [*PLAUSIBLES, *OURS]},
            TEXT | {"pattern": "^[1-9][0-9]{0,3}(d|mo)$", "description": counted},
            listed(TEXT, 2, 2, "The first and the last."),
        ],
    }


def named_property() -> Schema:
    """`event:props:` with the name of a property."""
    return TEXT | {"pattern": f"^{PROPERTY}.", "maxLength": LONGEST_NAME}


def any_filter() -> Schema:
    """A condition, or some that are joined."""
    values = listed(TEXT | {"maxLength": PATH_LIMIT}, 1, MOST_VALUES, "One of them is enough.")
    options = taken({"case_sensitive": FLAG | {"default": True}}, "How texts are compared.")
    said = "Filters are lists: an operator, a dimension, values; or an operator and filters."
    return {
        "description": said,
        "anyOf": [
            items({"enum": list(COMPARING)}, to("Filtered"), values, options, least=3),
            items({"enum": ["is", "is_not"]}, {"const": "segment"}, listed(whole(1, 2**53), 1)),
            *(measured(each) for each in sorted(MEASURES)),
            items({"enum": ["and", "or"]}, listed(to("Filter"), 1, MOST_CONDITIONS)),
            items({"enum": ["not", "has_done", "has_not_done"]}, to("Filter")),
        ],
    }


def measured(name: str) -> Schema:
    return items({"const": MEASURING}, {"const": name}, listed(whole(1, HIGHEST[name]), 1, 1))


def order() -> Schema:
    pair = items({"anyOf": [to("Metric"), to("Dimension")]}, one_of(DIRECTIONS))
    return listed(pair, 0, None, "Metrics or dimensions that are asked for, each with its way.")


def one_of(words: tuple[str, ...]) -> Schema:
    return {"enum": list(words)}


def items(*each: Schema, least: int = 0) -> Schema:
    """A list of just these, the last ones of which may be left out."""
    return {
        "type": "array",
        "prefixItems": list(each),
        "minItems": least or len(each),
        "maxItems": len(each),
    }


def listed(each: Schema, least: int, most: int | None = MOST_VALUES, said: str = "") -> Schema:
    found: Schema = {"type": "array", "items": each, "minItems": least}
    if most is not None:
        found["maxItems"] = most
    return found | ({"description": said} if said else {})


def taken(properties: dict[str, Schema], said: str) -> Schema:
    """An object without other keys."""
    return {
        "type": "object",
        "description": said,
        "properties": properties,
        "additionalProperties": False,
    }


def whole(least: int, most: int) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most}


def to(name: str) -> Schema:
    """What is described elsewhere."""
    return {"$ref": f"#/components/schemas/{name}"}
