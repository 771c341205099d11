"""Vercel's Web Analytics as its drain hands them on: a JSON object for each page view and event.

Traps: an array or a line each, numbers for sessions and devices, sessions that are 0 for all, the
data of an event as a text of JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import islice
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
from tracker.domain.imports.reading.names import agent_of, event_name, place_of
from tracker.domain.imports.reading.objects import Object, Told, json_objects
from tracker.domain.imports.reading.times import unix_moment
from tracker.domain.imports.reading.typed import text_in
from tracker.domain.imports.requests import is_of_other_site, target_of

NAME = "vercel-analytics"
SCHEMA = "vercel.analytics."
LOOKED_AT = 100  # objects


class VercelAnalytics:
    """A row for each."""

    titles: ClassVar[Mapping[str, str]] = {NAME: "Vercel Web Analytics (drain)"}

    def recognise(self, file: ImportedFile) -> str:
        return NAME if next(_first(file), None) else ""

    def sites(self, file: ImportedFile) -> list[SourceSite]:
        """The hosts of the first objects."""
        pages = (target_of(text_in(told, "origin")) for told in _first(file))
        hosts = dict.fromkeys(page.host.removeprefix("www.") for page in pages if page)
        return [SourceSite(host, host, host) for host in hosts if host]

    def read(self, file: ImportedFile, choice: Choice, shelf: Shelf) -> Iterator[Imported]:  # noqa: ARG002
        with file.open() as opened:
            for row in json_objects(file.start, opened):
                yield row if isinstance(row, LeftOut) else _read(row, choice)


def _first(file: ImportedFile) -> Iterator[Object]:
    rows = islice(json_objects(file.start, BytesIO(file.start)), LOOKED_AT)
    objects = (row.object for row in rows if not isinstance(row, LeftOut))
    return (told for told in objects if text_in(told, "schema").startswith(SCHEMA))


def _read(row: Told, choice: Choice) -> Imported:
    told, line = row.object, row.line
    kind, at = text_in(told, "eventType"), unix_moment(told.get("timestamp"))
    if kind not in {PAGEVIEW, "event"} or not text_in(told, "schema").startswith(SCHEMA):
        return LeftOut(Reason.OTHER_ROW, line)
    if at is None:
        return LeftOut(Reason.TIME, line, "", str(told.get("timestamp"))[:40])
    page = target_of(text_in(told, "origin") or "/")
    host = page.host if page else ""
    if is_of_other_site(host, choice):
        return LeftOut(Reason.OTHER_SITE, line)
    name = PAGEVIEW if kind == PAGEVIEW else event_name(text_in(told, "eventName") or "event")
    return _row(told, row.text.decode("utf-8", "replace"), at, name, host)


def _row(told: Object, text: str, at: int, name: str, host: str) -> ImportedRow:
    device, session = _known(told, "deviceId"), _known(told, "sessionId")
    return ImportedRow(
        key=text,
        at=at,
        name=name,
        host=host,
        path=text_in(told, "path") or "/",
        query=text_in(told, "queryParams").removeprefix("?"),
        referrer=text_in(told, "referrer"),
        visitor=device,
        visit=f"{device} {session}" if session else "",
        agent=agent_of(
            text_in(told, "clientName"),
            text_in(told, "osName"),
            text_in(told, "deviceType"),
            text_in(told, "clientVersion"),
            text_in(told, "osVersion"),
        ),
        place=place_of(text_in(told, "country"), text_in(told, "region"), text_in(told, "city")),
        properties=_properties(told.get("eventData")),
    )


def _known(told: Object, name: str) -> str:
    number = text_in(told, name)
    return "" if number in {"0", "0.0"} else number


def _properties(data: object) -> dict[str, Any] | None:
    if isinstance(data, str):
        try:
            data = json.loads(data) if data else None
        except (ValueError, RecursionError):
            return None
    return data if isinstance(data, dict) and data else None
