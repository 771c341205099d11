"""Properties of an event as Umami has them: a line each, with what kind of value it is."""

from __future__ import annotations

import msgspec

from tracker.domain.reports.visits import ValueKind

KINDS: dict[ValueKind, int] = {"text": 1, "number": 2, "boolean": 3, "list": 5}  # 4: a date


class Datum(msgspec.Struct, rename="camel"):
    """`string_value` is there whatever the kind. Dates are texts here."""

    data_key: str
    data_type: int
    string_value: str
    number_value: int | float | None = None
    date_value: None = None


def data_of(properties: str) -> list[Datum]:
    """Of properties as they are stored: JSON, "" for none."""
    try:
        pairs = msgspec.json.decode(properties or "{}", type=dict[str, object])
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return []
    return [_datum(name, value) for name, value in pairs.items()]


def _datum(name: str, value: object) -> Datum:
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    if isinstance(value, bool):
        return Datum(name, KINDS["boolean"], text)
    if isinstance(value, int | float):
        return Datum(name, KINDS["number"], text, number_value=value)
    return Datum(name, KINDS["list" if isinstance(value, list) else "text"], text)
