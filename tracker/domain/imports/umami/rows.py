"""A row of Umami's website_event as a row of ours, wherever it was exported from.

Traps: columns that came with versions (a visit's id, the host, campaigns), rows that are no visit's
(links, pixels, performance), numbers as texts of four places, a revenue among the properties.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from tracker.domain.campaigns import CLICK_IDS, Campaign
from tracker.domain.hits import PAGEVIEW
from tracker.domain.imports.imported import ImportedRow, LeftOut, Reason
from tracker.domain.imports.reading.counts import amount_of
from tracker.domain.imports.reading.names import agent_of, event_name, place_of, width_of
from tracker.domain.imports.reading.tables import tags_of
from tracker.domain.imports.reading.times import moment
from tracker.domain.imports.reading.truths import is_true

Values = Mapping[str, str]

_ID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_VIEW, _EVENT = "1", "2"
_CLICKS = [name for name in CLICK_IDS if name in {"gclid", "fbclid", "msclkid", "ttclid"}]
_CLICKS += ["li_fat_id", "twclid"]
_NUMBER, _BOOLEAN, _ARRAY = "2", "3", "5"
_TYPES = frozenset("12345")
_REVENUE, _CURRENCY = "revenue", "currency"


class Datum(NamedTuple):
    """A property of an event, as it is kept until the event is read."""

    event: str
    text: bytes  # its name and value, as JSON


def is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def datum_of(values: Values, line: int, entry: str) -> Datum | LeftOut:
    """What a row of event_data says of its event."""
    event = values.get("website_event_id") or values.get("event_id", "")
    name = values.get("data_key") or values.get("event_key", "")
    if not is_id(event):
        return LeftOut(Reason.ID, line, entry, event[:40])
    if values.get("data_type") not in _TYPES:
        return LeftOut(Reason.VALUE, line, entry, f"data_type {values.get('data_type', '')[:20]}")
    return Datum(event, msgspec.json.encode([name, _value_of(values)]))


def _value_of(values: Values) -> object:
    text, kind = values.get("string_value", ""), values["data_type"]
    if kind == _NUMBER:
        number = amount_of(values.get("number_value") or text)
        return _short(number) if number else text
    if kind == _BOOLEAN:
        return is_true(text)
    return text or values.get("date_value", "")


def _short(number: str) -> float | int:
    return int(float(number)) if float(number).is_integer() else float(number)


def row_of(values: Values, data: list[bytes], line: int, entry: str) -> ImportedRow | LeftOut:
    """The row of an event, given its session's values too, and its properties."""
    at = moment(values.get("created_at", ""))
    if not is_id(values.get("event_id", "")):
        return LeftOut(Reason.ID, line, entry, values.get("event_id", "")[:40])
    if at is None:
        return LeftOut(Reason.TIME, line, entry, values.get("created_at", "")[:40])
    kind, name = values.get("event_type", _VIEW), values.get("event_name", "")
    if kind not in {_VIEW, _EVENT}:
        return LeftOut(Reason.OTHER_ROW, line, entry, f"event_type {kind[:20]}")
    if kind == _EVENT and not name:
        return LeftOut(Reason.MISSING, line, entry, "event_name")
    return _row(values, at, PAGEVIEW if kind == _VIEW else event_name(name), _properties(data))


def _properties(data: list[bytes]) -> dict[str, Any]:
    return dict(msgspec.json.decode(each) for each in data)


def _row(values: Values, at: int, name: str, told: dict[str, Any]) -> ImportedRow:
    get = values.get
    amount = amount_of(get("revenue") or told.get(_REVENUE, ""))
    currency = get("currency") or str(told.get(_CURRENCY, ""))
    if amount:
        told = {key: value for key, value in told.items() if key not in {_REVENUE, _CURRENCY}}
    if tag := get("tag"):
        told["tag"] = tag
    return ImportedRow(
        key=get("event_id", ""),
        at=at,
        name=name,
        is_id=True,
        host=get("hostname", ""),
        path=get("url_path") or "/",
        query=get("url_query", ""),
        title=get("page_title", ""),
        referrer=_referrer(values),
        campaign=_campaign(values),
        visitor=get("session_id", ""),
        visit=get("visit_id", ""),
        agent=agent_of(get("browser", ""), get("os", ""), get("device", "")),
        place=place_of(
            get("country", ""), get("region") or get("subdivision1", ""), get("city", "")
        ),
        language=get("language", ""),
        width=width_of(get("screen", "")),
        properties=told or None,
        amount=amount,
        currency=currency if amount else "",
    )


def _referrer(values: Values) -> str:
    domain = values.get("referrer_domain", "")
    return f"https://{domain}{values.get('referrer_path', '')}" if domain else ""


def _campaign(values: Values) -> Campaign | None:
    """What the columns say; without any, the query may."""
    return tags_of(values, next((name for name in _CLICKS if values.get(name)), ""))
