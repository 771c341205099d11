"""What a beacon sent: read, checked, tidied. The only place that knows the wire's keys."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from tracker.domain.referrers import kept_referrer
from tracker.domain.refusals import Reason, Refusal
from tracker.domain.text import tidy
from tracker.domain.urls import bare_address

PAGEVIEW = "pageview"
LEAVE = "leave"
TEST = "test"

TEXT_BYTES = 2_048
NAME_BYTES = 120
LANGUAGE_BYTES = 35
KEY_BYTES = 300
VALUE_BYTES = 2_000
MOST_PROPERTIES = 30
PROPERTIES_BYTES = 4_096  # of a hit, as JSON

# The script's own events that have an address among their properties.
ADDRESSES = {"Outbound": "url", "Download": "url", "Form": "action", "404": "path"}


class Hit(msgspec.Struct, gc=False):
    """One beacon's content as it was sent; `name` says whether it is an event or a leave."""

    name: str = PAGEVIEW
    url: str = ""
    referrer: str = ""
    title: str = ""
    language: str = ""
    id: str = ""
    width: float | str | None = 0
    properties: dict[str, Any] | None = None
    token: str = ""
    excluded: bool | int | str = False
    state: str = ""
    engaged: float = 0
    depth: float = 0


_decoder = msgspec.json.Decoder(Hit)


def read_hit(body: bytes) -> Hit | Refusal:
    """The hit in a JSON body. Never raises."""
    try:
        return tidied(_decoder.decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _read_leniently(body)
    except RecursionError:
        return Refusal(Reason.BAD, "the JSON is nested too deeply")


def read_query(query: Mapping[str, str]) -> Hit | Refusal:
    """The hit in an image's query: the same keys; other keys beginning with `p.` are properties."""
    values: dict[str, Any] = {key: query[key] for key in query if key in Hit.__struct_fields__}
    values["properties"] = {key[2:]: query[key] for key in query if key.startswith("p.")} or None
    return read_values(values)


def read_original(values: Mapping[str, object], referrer: str) -> Hit | Refusal:
    """The hit in Flask-Tracking's `event` and `data`; its `visitor` is ignored. The page is in
    `url`, which is ours, or else the `Referer`."""
    data = values.get("data")
    return read_values(
        {
            "name": values.get("event", ""),
            "url": values.get("url") or referrer,
            "properties": {"data": data} if data and isinstance(data, str) else None,
            "excluded": values.get("excluded", False),
        }
    )


def _read_leniently(body: bytes) -> Hit | Refusal:
    """A cut emoji in a title is a lone surrogate, and no reason to lose a visit."""
    try:
        values = json.loads(body.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as error:
        return Refusal(Reason.BAD, f"not JSON: {str(error)[:80]}")
    return read_values(values)


def read_values(values: object) -> Hit | Refusal:
    """The hit in a JSON value; a field that cannot be used is left out, null is absent. Never
    raises."""
    if not isinstance(values, dict):
        return Refusal(Reason.BAD, "a hit is a JSON object")
    hit = Hit()
    for name, read in _READ.items():
        value = values.get(name)
        if value is not None and (usable := read(value)) is not None:
            setattr(hit, name, usable)
    return tidied(hit)


def tidied(hit: Hit) -> Hit:
    """The same with its texts as they are kept, whoever read it."""
    if hit.name != PAGEVIEW:
        hit.name = tidy(hit.name, NAME_BYTES).strip() or PAGEVIEW
        if hit.properties and (key := ADDRESSES.get(hit.name)):
            _bare(hit.properties, key)
    if hit.referrer:
        hit.referrer = kept_referrer(tidy(hit.referrer, TEXT_BYTES))
    hit.title = tidy(hit.title, TEXT_BYTES)
    hit.language = tidy(hit.language, LANGUAGE_BYTES)
    return hit


def _bare(properties: dict[str, Any], key: str) -> None:
    if isinstance(address := properties.get(key), str):
        properties[key] = bare_address(address)


def screen_width(width: float | str | None) -> int:
    """CSS pixels of the screen; 0 for anything that can't be one."""
    try:
        pixels = float(width or 0)
    except ValueError:
        return 0
    return int(pixels) if 0 < pixels < 100_000 else 0


def properties_text(properties: dict[str, Any] | None, most: int = PROPERTIES_BYTES) -> str | None:
    """The first 30 properties as one JSON object of at most `most` bytes: what has no more room is
    left out. Nested values become JSON text."""
    if not properties:
        return None
    kept: dict[str, object] = {}
    size = 2
    for key, value in properties.items():
        if len(kept) == MOST_PROPERTIES:
            break
        if (name := tidy(key, KEY_BYTES)) and value is not None and name not in kept:
            read = _property(value)
            size += (more := len(msgspec.json.encode({name: read})) - 1)
            if size > most + 1:
                size -= more
            else:
                kept[name] = read
    return msgspec.json.encode(kept).decode() if kept else None


def _property(value: object) -> object:
    if isinstance(value, str):
        return tidy(value, VALUE_BYTES)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if abs(value) < 1 << 63 else tidy(str(value), VALUE_BYTES)
    if isinstance(value, float):
        return value
    try:
        return tidy(json.dumps(value, ensure_ascii=False, default=str), VALUE_BYTES)
    except RecursionError:  # it could just be read, where fewer calls were under way
        return ""


def _text(value: object) -> str | None:
    """A number may stand for a text, as in `{"id": 12345}`."""
    return (
        value if isinstance(value, str) else str(value) if isinstance(value, int | float) else None
    )


def _name(value: object) -> str | None:
    """Whatever was named so: an event is not lost for the way its name is written."""
    return _text(value) or str(_property(value))


def _number(value: object) -> float | None:
    try:
        return float(value) if isinstance(value, int | float | str) else None
    except (ValueError, OverflowError):
        return None


def _properties(value: object) -> dict[str, Any] | None:
    return value if isinstance(value, dict) else None


_READ: dict[str, Callable[[object], object]] = {
    "name": _name,
    "url": _text,
    "referrer": _text,
    "title": _text,
    "language": _text,
    "id": _text,
    "width": _number,
    "properties": _properties,
    "token": _text,
    "excluded": lambda value: value if isinstance(value, str) else bool(value),
    "state": _text,
    "engaged": _number,
    "depth": _number,
}
