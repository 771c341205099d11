"""Simple Analytics' data points: a row for each pageview and event, with the columns that were
chosen.

Traps: the time in two columns, of which the text counts where it is there; ids that are not always
unique; robots among them; custom values whose column names their type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, ClassVar

from tracker.domain.bots import bot_name
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
from tracker.domain.imports.reading.counts import count_of, seconds_of
from tracker.domain.imports.reading.names import agent_of, event_name, place_of, width_of
from tracker.domain.imports.reading.tables import Cells, header_of, table_rows, tags_of
from tracker.domain.imports.reading.times import moment, unix_moment
from tracker.domain.imports.reading.truths import is_true

NAME = "simpleanalytics"

_OWN = "metadata."
_TYPES = ("_text", "_int", "_bool", "_date")


class SimpleAnalytics:
    """A table with a row for each data point."""

    titles: ClassVar[Mapping[str, str]] = {NAME: "Simple Analytics' data points"}

    def recognise(self, file: ImportedFile) -> str:
        header = set() if file.entries else set(header_of(BytesIO(file.start)))
        return NAME if "path" in header and header & {"added_iso", "added_unix"} else ""

    def sites(self, file: ImportedFile) -> list[SourceSite]:  # noqa: ARG002
        return []

    def read(self, file: ImportedFile, choice: Choice, shelf: Shelf) -> Iterator[Imported]:  # noqa: ARG002
        with file.open() as opened:
            for row in table_rows(opened, ("path",)):
                yield row if isinstance(row, LeftOut) else _read(*row)


def _read(line: int, cells: Cells) -> Imported:
    told = cells["added_iso"] if "added_iso" in cells else cells["added_unix"]
    at = moment(told) if "added_iso" in cells else unix_moment(told)
    if at is None:
        return LeftOut(Reason.TIME, line, "", told[:40])
    agent = cells.get("user_agent", "")
    if is_true(cells.get("is_robot", "")) or (agent and bot_name(agent)):
        return LeftOut(Reason.ROBOT, line)
    told = cells.get("datapoint", PAGEVIEW) or PAGEVIEW
    name = told if told == PAGEVIEW else event_name(told)
    return _row(cells, at, name, agent)


def _row(cells: Cells, at: int, name: str, user_agent: str) -> ImportedRow:
    get = cells.get
    session = get("session_id", "")
    languages = (get("lang_language", ""), get("lang_region", ""))
    depth = count_of(get("scrolled_percentage", "")) or 0
    return ImportedRow(
        key="\n".join((get("uuid", ""), str(at), session, cells["path"], name)),
        at=at,
        name=name,
        host=get("hostname", ""),
        path=cells["path"] or "/",
        query=get("query", "").removeprefix("?"),
        referrer=get("document_referrer", ""),
        campaign=tags_of(cells),
        visitor=session,
        visit=session,
        user_agent=user_agent,
        agent=None if user_agent else _agent(cells),
        place=place_of(get("country_code", "")),
        language="-".join(filter(None, languages)),
        width=width_of(get("screen_width", "")),
        properties=_properties(cells),
        engaged=seconds_of(get("duration_seconds", "")) or 0,
        depth=min(depth, 100),
    )


def _agent(cells: Cells) -> Any:
    get = cells.get
    return agent_of(
        get("browser_name", ""),
        get("os_name", ""),
        get("device_type", ""),
        get("browser_version", ""),
        get("os_version", ""),
    )


def _properties(cells: Cells) -> dict[str, Any] | None:
    told = {}
    for column, text in cells.items():
        if column.startswith(_OWN) and text:
            name = column.removeprefix(_OWN)
            for kind in _TYPES:
                name = name.removesuffix(kind)
            told[name] = text
    return told or None
