"""Any row of the log as a line of a message, and back."""

from __future__ import annotations

from operator import attrgetter, itemgetter
from typing import Any, get_type_hints

import msgspec

from tracker.domain.events import Event
from tracker.domain.rows import (
    AgeRemoval,
    Back,
    DayRow,
    ImportRemoval,
    Leave,
    PlaceCorrection,
    Reset,
    Row,
    SiteRemoval,
    TitleCorrection,
    VisitRemoval,
)
from tracker.storage.file.errors import Damaged
from tracker.storage.nats_lines.event_lines import EVENT, EventLine, event_of, event_values

OF_A_DAY = (
    "at",
    "day",
    "dimension",
    "key",
    "visitors",
    "visits",
    "pageviews",
    "others",
    "bounces",
    "duration",
    "engaged",
    "import_id",
    "depth",
    "told",
)
# The kind that a line says, and what comes behind it: another order is another format.
SHAPES: dict[str, tuple[type[Row], tuple[str, ...]]] = {
    "l": (Leave, ("at", "beacon", "path", "state", "engaged", "depth", "page", "visit")),
    "b": (Back, ("at", "beacon", "path", "page", "visit")),
    "p": (PlaceCorrection, ("at", "visit", "place")),
    "t": (TitleCorrection, ("at", "beacon", "title", "page", "visit")),
    "s": (SiteRemoval, ("at",)),
    "v": (VisitRemoval, ("at", "visit")),
    "a": (AgeRemoval, ("at", "before")),
    "i": (ImportRemoval, ("at", "import_id")),
    "r": (Reset, ("at", "upto")),
    "d": (DayRow, OF_A_DAY),
}


class Unreadable(Damaged):
    """A message holds what is no row: it is not passed over, for somebody may know it."""


def row_values(row: Row) -> tuple[object, ...]:
    """What is written of the row, as one array."""
    if isinstance(row, Event):
        return event_values(row)
    kind, values = WRITTEN[type(row)]
    return (row.site_id, row.cursor, kind, *values(row))


def row_of(line: bytes) -> Row:
    """The line's row. Raises Unreadable."""
    try:
        kind = line.split(b",", 3)[2]
        if kind == EVENT_KIND:
            return event_of(READ_EVENT.decode(line))
        made, reading, fields = READ[kind]
        return made(*fields(reading.decode(line)))
    except (msgspec.MsgspecError, LookupError, ValueError, RecursionError) as error:
        raise Unreadable(f"no row: {str(error) or type(error).__name__}") from None


def _values(names: tuple[str, ...]) -> Any:
    """What takes these of a row; one alone in a tuple, too."""
    read = attrgetter(*names)
    return read if len(names) > 1 else lambda row: (read(row),)


def _reading(made: type[Row], names: tuple[str, ...]) -> msgspec.json.Decoder[Any]:
    types = get_type_hints(made)
    return msgspec.json.Decoder(tuple[(int, int, str, *(types[name] for name in names))])  # type: ignore[misc]


def _fields(made: type[Row], names: tuple[str, ...]) -> Any:
    """What takes the row's fields of what was read, in their order: by place, which takes a third
    of the time. Those that no line has stand behind them."""
    said = ("site_id", "cursor", "", *names)
    fields = [said.index(each) for each in made.__struct_fields__ if each in said]
    return itemgetter(*fields)


READ_EVENT = msgspec.json.Decoder(EventLine)
EVENT_KIND = f'"{EVENT}"'.encode()
WRITTEN = {made: (kind, _values(names)) for kind, (made, names) in SHAPES.items()}
READ = {
    f'"{kind}"'.encode(): (made, _reading(made, names), _fields(made, names))
    for kind, (made, names) in SHAPES.items()
}
