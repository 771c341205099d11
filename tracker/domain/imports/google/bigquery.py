"""Google Analytics' raw events, as BigQuery exports them: JSON objects, a line each or in an array.

Traps: numbers as texts, microseconds, parameters as a list of names and typed values, visitors
without an id where consent was not given, events that Google makes by itself, countries by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, ClassVar

from tracker.domain.hits import PAGEVIEW
from tracker.domain.imports.imported import (
    Choice,
    Imported,
    ImportedFile,
    ImportedRow,
    LeftOut,
    Reason,
    Shelf,
    SourceSite,
)
from tracker.domain.imports.reading.counts import amount_of
from tracker.domain.imports.reading.names import agent_of, event_name, place_of
from tracker.domain.imports.reading.objects import Object, json_objects
from tracker.domain.imports.reading.times import unix_moment
from tracker.domain.imports.reading.typed import inside, text_in
from tracker.domain.imports.requests import target_of

NAME = "ga4-bigquery"

_VIEW = "page_view"
_MADE_BY_GOOGLE = frozenset({"session_start", "first_visit", "user_engagement"})
_TYPES = ("string_value", "int_value", "double_value", "float_value")
_PAGE, _TITLE, _REFERRER, _SESSION = (
    "page_location",
    "page_title",
    "page_referrer",
    "ga_session_id",
)
_OF_GOOGLE = ("page_", "ga_", "engag", "session_engaged", "batch_", "entrances", "ignore_referrer")
_CURRENCY = "currency"


class BigQuery:
    """Rows of the tables events_YYYYMMDD."""

    titles: ClassVar[Mapping[str, str]] = {NAME: "Google Analytics 4, events of BigQuery"}

    def recognise(self, file: ImportedFile) -> str:
        for row in json_objects(file.start, BytesIO(file.start)):
            if not isinstance(row, LeftOut):
                known = {"event_timestamp", "event_name", "event_params"}
                return NAME if known.issubset(row.object) else ""
        return ""

    def sites(self, file: ImportedFile) -> list[SourceSite]:  # noqa: ARG002
        return []

    def read(self, file: ImportedFile, choice: Choice, shelf: Shelf) -> Iterator[Imported]:  # noqa: ARG002
        with file.open() as opened:
            for row in json_objects(file.start, opened):
                yield row if isinstance(row, LeftOut) else _read(row.line, row.object)


def _read(line: int, told: Object) -> Imported:
    at, name = unix_moment(told.get("event_timestamp")), text_in(told, "event_name")
    if at is None:
        return LeftOut(Reason.TIME, line, "", str(told.get("event_timestamp"))[:40])
    if not name:
        return LeftOut(Reason.MISSING, line, "", "event_name")
    if name in _MADE_BY_GOOGLE:
        return LeftOut(Reason.OTHER_ROW, line, "", name)
    said = _parameters(told.get("event_params"))
    page = target_of(str(said.get(_PAGE, "")))
    if page is None and name == _VIEW:
        return LeftOut(Reason.MISSING, line, "", _PAGE)
    return _row(told, said, at, name, page or ("", "", ""))


def _row(
    told: Object, said: dict[str, Any], at: int, name: str, page: tuple[str, str, str]
) -> ImportedRow:
    host, path, query = page
    user, device, geo = text_in(told, "user_pseudo_id"), inside(told, "device"), inside(told, "geo")
    session = str(said.get(_SESSION, ""))
    amount = amount_of(inside(told, "ecommerce").get("purchase_revenue"))
    web = inside(device, "web_info")
    return ImportedRow(
        key=f"{user}\n{told['event_timestamp']}\n{name}\n{said.get(_PAGE, '')}",
        at=at,
        name=PAGEVIEW if name == _VIEW else event_name(name),
        host=host,
        path=path,
        query=query,
        title=str(said.get(_TITLE, "")),
        referrer=str(said.get(_REFERRER, "")),
        visitor=user,
        visit=f"{user} {session}" if user and session else "",
        agent=agent_of(
            text_in(web, "browser") or text_in(device, "browser"),
            text_in(device, "operating_system"),
            text_in(device, "category"),
            text_in(web, "browser_version") or text_in(device, "browser_version"),
            text_in(device, "operating_system_version"),
        ),
        place=place_of(text_in(geo, "country"), text_in(geo, "region"), text_in(geo, "city")),
        language=text_in(device, "language"),
        properties=_properties(said, amount),
        amount=amount,
        currency=str(said.get(_CURRENCY, "")) if amount else "",
    )


def _parameters(listed: object) -> dict[str, Any]:
    """Of each the one value that it has."""
    said: dict[str, Any] = {}
    for each in listed if isinstance(listed, list) else ():
        if isinstance(each, dict):
            values = inside(each, "value")
            told = [values[kind] for kind in _TYPES if values.get(kind) is not None]
            if told and isinstance(told[0], str | int | float):
                said[text_in(each, "key")] = told[0]
    return said


def _properties(said: dict[str, Any], amount: str) -> dict[str, Any] | None:
    """What the site's owner has sent with it."""
    own = {key: value for key, value in said.items() if key and not key.startswith(_OF_GOOGLE)}
    if amount:
        own.pop(_CURRENCY, None)
    return own or None
