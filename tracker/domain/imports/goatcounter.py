"""GoatCounter's CSV of single pageviews, versions 1 and 2."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
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
from tracker.domain.places import NOWHERE, Place

_HEADER = re.compile(r'"?(\d{1,3})Path"?,')
_NEEDED = {"Event", "Session", "Referrer", "Referrer scheme", "Screen size", "Location", "Date"}
_TRUE = {"1", "true", "t"}
_NAMED = re.compile(r"(.*?)(?: (\d[\w.]{0,20}))? ?")


class GoatCounterCsv:
    """Their export of single pageviews."""

    titles: ClassVar[Mapping[str, str]] = {
        "goatcounter-csv-1": "GoatCounter, CSV of version 1",
        "goatcounter-csv-2": "GoatCounter, CSV of version 2",
    }

    def recognise(self, file: ImportedFile) -> str:
        """By the header, whose first name begins with the version."""
        first = text_of(file.start.removeprefix(BOM).partition(b"\n")[0])
        match = _HEADER.match(first)
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
            columns = _columns(header[1])
            for row in rows:
                yield row if isinstance(row, LeftOut) else _read(*row, columns)


def _columns(names: list[str]) -> dict[str, int]:
    columns = {name.strip(): number for number, name in enumerate(names)}
    columns["Path"] = 0
    if missing := _NEEDED - columns.keys():
        raise Unusable(f"These columns are missing: {', '.join(sorted(missing))}.")
    return columns


def _read(line: int, fields: list[str], columns: Mapping[str, int]) -> Imported:
    if len(fields) != len(columns) - 1:
        return LeftOut(Reason.COLUMNS, line, "", f"{len(fields)} of {len(columns) - 1}")
    said = fields[columns["Date"]]
    try:
        at = _time(said)
    except ValueError:
        return LeftOut(Reason.TIME, line, "", said[:40])
    if "Bot" in columns and fields[columns["Bot"]] not in {"0", "", "false"}:
        return LeftOut(Reason.ROBOT, line)
    return _row(at, fields, columns)


def _time(said: str) -> int:
    """ms, UTC."""
    if len(said) < len("2026-03-27T09:15:02"):
        raise ValueError
    at = datetime.fromisoformat(said)
    return round((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)


def _row(at: int, fields: list[str], columns: Mapping[str, int]) -> ImportedRow:
    path, session = fields[0], fields[columns["Session"]]
    is_event = fields[columns["Event"]].strip().lower() in _TRUE
    named, scheme = fields[columns["Referrer"]], fields[columns["Referrer scheme"]]
    size, location = fields[columns["Screen size"]], fields[columns["Location"]]
    kept = (path, "1" if is_event else "0", session, named, scheme, size, location, str(at))
    row = ImportedRow("\n".join(kept), at, visitor=session, visit=session)
    row.name, row.path = (path, "") if is_event else (PAGEVIEW, path)
    row.title = fields[columns["Title"]]
    row.place = _place(location)
    row.width = _width(size)
    if named or scheme == "c":
        _say_where_from(row, named, scheme)
    _say_browser(row, fields, columns)
    if "FirstVisit" in columns:
        row.counted = fields[columns["FirstVisit"]].strip().lower() in _TRUE
    return row


def _say_where_from(row: ImportedRow, named: str, scheme: str) -> None:
    match scheme:
        case "h":
            row.referrer = f"https://{named}"
        case "c":
            row.campaign = Campaign(named, "", "", "", "", "") if named else None
        case _:
            row.source = named


def _say_browser(row: ImportedRow, fields: list[str], columns: Mapping[str, int]) -> None:
    """Version 1 has the whole user agent under this name."""
    browser = fields[columns["Browser"]] if "Browser" in columns else ""
    system = fields[columns["System"]] if "System" in columns else ""
    if "System" not in columns:
        row.user_agent = browser
    else:
        row.agent = _agent(browser, system)


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


def _width(size: str) -> int:
    width = size.partition(",")[0].strip()
    return int(width) if width.isdecimal() and len(width) < 7 else 0
