"""What a query asks for: figures, what they are grouped by, in which order, and how many rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tracker.domain.queries.query_terms import ALIASES, LONGEST_NAME
from tracker.domain.queries.sent import Sent, one_of, shown
from tracker.domain.reports.names import (
    EVENT_DIMENSIONS,
    METRICS,
    OWN_TIMES,
    PROPERTY,
    SHARES,
    TIMES,
    VISIT_DIMENSIONS,
    is_dimension,
)
from tracker.domain.reports.question import Order

METRIC_ALIASES = {"group_conversion_rate": "conversion_rate"}
DIMENSION_ALIASES = ALIASES | {"visit:country_name": "visit:country"}
KNOWN_METRICS = (*sorted(METRICS), *METRIC_ALIASES)
KNOWN_DIMENSIONS = (
    "time",
    *TIMES,
    *OWN_TIMES,
    *sorted(VISIT_DIMENSIONS),
    *DIMENSION_ALIASES,
    *sorted(EVENT_DIMENSIONS),
)
MOST_DIMENSIONS = 4
MOST_ROWS = 10_000
FARTHEST = 1_000_000  # row
DIRECTIONS = ("asc", "desc")


class Include(NamedTuple):
    """What else an answer says."""

    imports: bool = False
    time_labels: bool = False
    total_rows: bool = False


def read_metrics(sent: Sent, dimensions: tuple[str, ...]) -> tuple[str, ...]:
    items = sent.items(1, len(KNOWN_METRICS))
    names = tuple(each.choice(KNOWN_METRICS) for each in items)
    _just_once(items, names, METRIC_ALIASES)
    for item, name in zip(items, names, strict=True):
        if name in SHARES and not dimensions:
            item.wrong("is a share of rows, and needs a dimension.")
    return names


def read_dimensions(sent: Sent) -> tuple[str, ...]:
    items = sent.items(0, MOST_DIMENSIONS)
    names = tuple(_dimension(each) for each in items)
    _just_once(items, names, DIMENSION_ALIASES)
    times = [each for each in names if each == "time" or each in TIMES]
    if len(times) > 1:
        sent.wrong(f"has more than one division of time: {', '.join(times)}.")
    return names


def _dimension(sent: Sent) -> str:
    name = sent.text(LONGEST_NAME)
    if name not in KNOWN_DIMENSIONS and not is_dimension(name):
        sent.wrong(
            f"is {shown(name)}, which is not known. {one_of((*KNOWN_DIMENSIONS, PROPERTY + '…'))}"
        )
    return name


def _just_once(items: list[Sent], names: tuple[str, ...], aliases: Mapping[str, str]) -> None:
    asked = [aliases.get(name, name) for name in names]
    for number, (item, name) in enumerate(zip(items, asked, strict=True)):
        if name in asked[:number]:
            item.wrong(f"is {shown(item.value)}, which is asked for twice.")


def read_order(sent: Sent, names: Mapping[str, str]) -> tuple[Order, ...]:
    """`names`: what the engine calls each metric and dimension that is asked for."""
    found = []
    for each in sent.items(0, len(names)):
        by, direction = each.items(2, 2)
        name = names[by.choice(names)]
        found.append(Order(name, direction.choice(DIRECTIONS) == "desc"))
    return tuple(found)


def read_include(sent: Sent) -> Include:
    flags = sent.fields(Include._fields)
    return Include(**{name: each.flag() for name, each in flags.items()})


def read_pagination(sent: Sent) -> tuple[int, int]:
    """Limit and offset."""
    fields = {"limit": Sent(MOST_ROWS), "offset": Sent(0)} | sent.fields(("limit", "offset"))
    return fields["limit"].number(1, MOST_ROWS), fields["offset"].number(0, FARTHEST)
