"""GoatCounter's CSV of single pageviews, versions 1 and 2."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import ClassVar

from tracker.domain.agents import Agent
from tracker.domain.campaigns import Campaign
from tracker.domain.countries import COUNTRIES
from tracker.domain.hits import PAGEVIEW
from tracker.domain.imports.csv_rows import csv_rows
from tracker.domain.imports.imported import (
    Choice,
    Imported,
    ImportedFile,
    ImportedRow,
    LeftOut,
    Reason,
    Shelf,
    SourceSite,
    Unusable,
)
from tracker.domain.imports.lines import BOM, text_of
from tracker.domain.imports.reading.names import event_name
from tracker.domain.imports.reading.times import EARLIEST
from tracker.domain.imports.reading.truths import is_false, is_true
from tracker.domain.places import NOWHERE, Place

_HEADER = re.compile(r'(?:^|[,;\t]) *"?(\d{1,3})Path"? *(?=[,;\t\r]|$)')
_PATH = re.compile(r"\d{1,3}Path")
_NEEDED = {
    "Path",
    "Event",
    "Session",
    "Referrer",
    "Referrer scheme",
    "Screen size",
    "Location",
    "Date",
}
NAMES = (
    "Date",
    "Bot",
    "Path",
    "Session",
    "Event",
    "Referrer",
    "Referrer scheme",
    "Screen size",
    "Location",
    "Title",
    "Browser",
    "System",
    "FirstVisit",
)
EPOCH, MS = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)

SHORTEST_TIME = len("2026-03-27T09:15:02")

_NAMED = re.compile(r"(.*?)(?: (\d[\w.]{0,20}))? ?")


class GoatCounterCsv:
    """Their export of single pageviews."""

    titles: ClassVar[Mapping[str, str]] = {
        "goatcounter-csv-1": "GoatCounter, CSV of version 1",
        "goatcounter-csv-2": "GoatCounter, CSV of version 2",
    }

    def recognise(self, file: ImportedFile) -> str:
        """By the header, one of whose names begins with the version: the first one, if nobody has
        changed their order."""
        line = file.start.removeprefix(BOM).lstrip(b"\r\n").partition(b"\n")[0]
        first = text_of(line).rstrip("\r")
        match = _HEADER.search(first)
        if match is None:
            return ""
        if match[1] not in {"1", "2"}:
            raise Unusable(
                f"This is GoatCounter's export of version {match[1]}; versions 1 and 2 are known."
            )
        return f"goatcounter-csv-{match[1]}"

    def sites(self, file: ImportedFile) -> list[SourceSite]:  # noqa: ARG002 (as Format has it)
        """One export is one site, and does not say which."""
        return []

    def read(
        self,
        file: ImportedFile,
        choice: Choice,  # noqa: ARG002
        shelf: Shelf,  # noqa: ARG002
    ) -> Iterator[Imported]:
        """Row by row."""
        with file.open() as opened:
            rows = csv_rows(opened)
            header = next(rows, None)
            if header is None or isinstance(header, LeftOut):
                raise Unusable("This file has no header that could be read.")
            columns = _Columns(header[1])
            for row in rows:
                yield row if isinstance(row, LeftOut) else _read(*row, columns)


class _Columns:
    """`picked`: those of NAMES in their order, of fields behind which an empty one stands."""

    def __init__(self, names: list[str]) -> None:
        at = {name.strip(): number for number, name in enumerate(names)}
        for name in [name for name in at if _PATH.fullmatch(name)]:
            at["Path"] = at.pop(name)
        if missing := _NEEDED - at.keys():
            raise Unusable(f"These columns are missing: {', '.join(sorted(missing))}.")
        self.number = len(at)
        self.picked = itemgetter(*(at.get(name, -1) for name in NAMES))
        self.has_agent = "System" not in at  # version 1, whose browser is the whole user agent
        self.is_always_counted = "FirstVisit" not in at


def _read(line: int, fields: list[str], columns: _Columns) -> Imported:
    if len(fields) != columns.number:
        return LeftOut(Reason.COLUMNS, line, "", f"{len(fields)} of {columns.number}")
    fields.append("")
    picked = columns.picked(fields)
    try:
        at = _time(picked[0])
    except ValueError:
        return LeftOut(Reason.TIME, line, "", picked[0][:40])
    if not is_false(picked[1]):
        return LeftOut(Reason.ROBOT, line)
    return _row(at, picked, columns)


def _time(said: str) -> int:
    """ms, UTC."""
    if len(said) < SHORTEST_TIME:
        raise ValueError
    read = datetime.fromisoformat(said)
    at = ((read if read.tzinfo else read.replace(tzinfo=UTC)) - EPOCH) // MS
    if at < EARLIEST:  # Go's zero time, in most cases
        raise ValueError
    return at


def _row(at: int, picked: tuple[str, ...], columns: _Columns) -> ImportedRow:
    _, _, path, session, event, named, scheme, size, location, title, browser, system, first = (
        picked
    )
    is_event = is_true(event)
    kind = "1" if is_event else "0"
    row = ImportedRow(
        f"{path}\n{kind}\n{session}\n{named}\n{scheme}\n{size}\n{location}\n{at}",
        at,
        path,
        path="" if is_event else path,
        title=title,
        visitor=session,
        visit=session,
        place=_place(location),
        width=_width(size),
        counted=columns.is_always_counted or is_true(first),
    )
    row.name = event_name(path) if is_event else PAGEVIEW
    if named or scheme == "c":
        _say_where_from(row, named, scheme)
    if columns.has_agent:
        row.user_agent = browser
    else:
        row.agent = _agent(browser, system)
    return row


def _say_where_from(row: ImportedRow, named: str, scheme: str) -> None:
    match scheme:
        case "h":
            row.referrer = f"https://{named}"
        case "c":
            row.campaign = Campaign(named, "", "", "", "", "") if named else None
        case _:
            row.source = named


@lru_cache(4096)
def _agent(browser: str, system: str) -> Agent:
    """From "Firefox 140" and "Windows 10"; a name without a version ends with a blank."""
    (name, version), (runs_on, its) = _named(browser), _named(system)
    return Agent(name, runs_on, "", version, its)


def _named(text: str) -> tuple[str, str]:
    match = _NAMED.fullmatch(text[:100])
    name, version = match.groups("") if match else ("", "")
    return name.strip(), version.partition(".")[0]


@lru_cache(4096)
def _place(location: str) -> Place:
    """From "DE" or "US-TX"; what their region is called they do not say."""
    country = location[:2].upper()
    if country not in COUNTRIES:
        return NOWHERE
    return Place(country, location[:10] if location[2:3] == "-" else "")


@lru_cache(4096)
def _width(size: str) -> int:
    width = size.partition(",")[0].strip()
    return int(width) if width.isdecimal() and len(width) < 7 else 0
