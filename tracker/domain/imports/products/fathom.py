"""Fathom's CSV exports, of pageviews and of events: sums of an hour.

Traps: hosts with their scheme, the columns' order (go by the header), times whose zone is not said,
and means for each row, which cannot be put together to a day's: durations and bounces are not
taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from io import BytesIO
from typing import ClassVar

from tracker.domain.imports.imported import (
    Choice,
    Imported,
    ImportedDay,
    ImportedFile,
    LeftOut,
    Reason,
    Shelf,
    SourceSite,
)
from tracker.domain.imports.reading.counts import count_of
from tracker.domain.imports.reading.names import (
    browser_name,
    country_of,
    device_name,
    event_name,
    region_of,
    system_name,
)
from tracker.domain.imports.reading.tables import UTM, Cells, header_of, table_rows, tags_of
from tracker.domain.imports.reading.times import date_at, moment
from tracker.domain.sources import source_of

NAME = "fathom"

_VIEWS = ("datetime", "pathname", "pageviews", "visits", "uniques")
_EVENTS = ("datetime", "event_name", "completions")


class Fathom:
    """Tables with a row for each hour."""

    titles: ClassVar[Mapping[str, str]] = {NAME: "Fathom's CSV export"}

    def recognise(self, file: ImportedFile) -> str:
        header = [] if file.entries else header_of(BytesIO(file.start))
        known = set(_VIEWS).issubset(header) or set(_EVENTS).issubset(header)
        return NAME if known else ""

    def sites(self, file: ImportedFile) -> list[SourceSite]:  # noqa: ARG002
        return []

    def read(self, file: ImportedFile, choice: Choice, shelf: Shelf) -> Iterator[Imported]:  # noqa: ARG002
        is_views = "pageviews" in header_of(BytesIO(file.start))
        with file.open() as opened:
            for row in table_rows(opened, _VIEWS if is_views else _EVENTS):
                if isinstance(row, LeftOut):
                    yield row
                elif is_views:
                    yield from _read_views(*row)
                else:
                    yield from _read_events(*row)


def _read_views(line: int, cells: Cells) -> Iterator[Imported]:
    day = _day_of(cells)
    counts = [count_of(cells[name]) for name in ("pageviews", "visits", "uniques")]
    pageviews, visits, visitors = counts
    if day is None:
        yield LeftOut(Reason.TIME, line, "", cells["datetime"][:40])
    elif pageviews is None or visits is None or visitors is None:
        yield LeftOut(Reason.NUMBER, line)
    else:
        for dimension, value in _values(cells).items():
            yield ImportedDay(day, dimension, value, visitors, visits, pageviews)


def _read_events(line: int, cells: Cells) -> Iterator[Imported]:
    day, count = _day_of(cells), count_of(cells["completions"])
    if day is None:
        yield LeftOut(Reason.TIME, line, "", cells["datetime"][:40])
    elif count is None:
        yield LeftOut(Reason.NUMBER, line, "", cells["completions"][:40])
    else:
        yield ImportedDay(day, "", "", others=count)
        yield ImportedDay(day, "event:name", event_name(cells["event_name"]), others=count)


def _day_of(cells: Cells) -> date | None:
    at = moment(cells["datetime"])
    return None if at is None else date_at(at)


def _values(cells: Cells) -> dict[str, str]:
    """By dimension; the day's totals are one, too."""
    get = cells.get
    country = country_of(get("country_code", ""))
    found = {
        "visit:country": country,
        "visit:region": region_of(get("state", ""), country),
        "visit:city": get("city", ""),
        "visit:browser": browser_name(get("browser", "")),
        "visit:os": system_name(get("operating_system", "")),
        "visit:device": device_name(get("device_type", "")),
        "event:hostname": get("hostname", "").partition("://")[2] or get("hostname", ""),
    } | _sources(cells)
    return {"": "", "event:page": cells["pathname"]} | {
        dimension: value for dimension, value in found.items() if value
    }


def _sources(cells: Cells) -> dict[str, str]:
    referrer = cells.get("referrer_hostname", "")
    if referrer:
        referrer += cells.get("referrer_pathname", "")
    found = source_of(referrer, "", tags_of(cells))
    told = {f"visit:utm_{each}": cells.get(f"utm_{each}", "") for each in UTM}
    return told | {
        "visit:source": found.name,
        "visit:channel": found.channel,
        "visit:referrer": referrer,
    }
