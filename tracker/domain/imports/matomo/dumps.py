"""Dumps of Matomo's database: log_visit, log_link_visit_action, log_action and log_conversion.

Traps: any prefix of tables; visits may stand behind what was done in them; texts are numbers of
another table, addresses come without their scheme; visitors' ids are bytes, raw, escaped or
hexadecimal; no column list, and columns that plugins add. The dump is read twice: first visits,
texts and conversions go on the shelf, which is no memory, then what was done comes in the dump's
own order and takes them from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar

import msgspec

from tracker.domain.imports.imported import (
    Choice,
    Imported,
    ImportedFile,
    LeftOut,
    Reason,
    Shelf,
    SourceSite,
)
from tracker.domain.imports.matomo.actions import Actions, keep_action
from tracker.domain.imports.matomo.names import BROWSERS, DEVICES, REFERRERS, SYSTEMS
from tracker.domain.imports.matomo.own_fields import own_columns
from tracker.domain.imports.matomo.visits import Visit
from tracker.domain.imports.reading.dumps import DumpRow, Values, dump_rows
from tracker.domain.imports.reading.times import moment

NAME = "matomo-mysql"

_TABLE = re.compile(
    r".{0,40}?(log_visit|log_link_visit_action|log_action|log_conversion|goal|site)"
)
_KNOWN = re.compile(
    rb"[ `\"][\w.]{0,40}log_(?:visit|link_visit_action|action|conversion)[`\"]? ?"
    rb"(?:\(|VALUES|WRITE|\n|\r)"
)
_OF_ACTIONS = ("idaction", "name", "hash", "type", "url_prefix")
_BESIDE = frozenset({"log_visit", "log_action", "log_conversion", "goal"})
_DONE = frozenset({"log_link_visit_action", "log_conversion"})
MOST_SITES = 10_000


class MatomoDump:
    """A dump in text."""

    titles: ClassVar[Mapping[str, str]] = {NAME: "a dump of Matomo's database"}

    def recognise(self, file: ImportedFile) -> str:
        return NAME if _KNOWN.search(file.start) else ""

    def sites(self, file: ImportedFile) -> list[SourceSite]:
        """Those of which there are visits."""
        known: dict[str, SourceSite] = {}
        used: set[str] = set()
        for row in _rows(file, frozenset({"log_visit", "site"})):
            if isinstance(row, LeftOut) or len(used) == MOST_SITES:
                continue
            site = _text(row.values, "idsite")
            if row.table == "log_visit":
                used.add(site)
            else:
                name, url = _text(row.values, "name"), _text(row.values, "main_url")
                known[site] = SourceSite(site, name or site, url.partition("://")[2].strip("/"))
        return [known.get(each, SourceSite(each, each)) for each in sorted(used)]

    def read(self, file: ImportedFile, choice: Choice, shelf: Shelf) -> Iterator[Imported]:
        for row in _rows(file, _BESIDE):
            if isinstance(row, LeftOut):
                yield row
            elif (left := _put_aside(row, shelf)) is not None:
                yield left
        actions = Actions(shelf, choice.which)
        for row in _rows(file, _DONE):
            if not isinstance(row, LeftOut):
                yield from actions.of(row)
            elif row.detail != "log_conversion":  # those were named the first time
                yield row


def _rows(file: ImportedFile, tables: frozenset[str]) -> Iterator[DumpRow | LeftOut]:
    def table_of(name: str) -> str:
        found = _TABLE.fullmatch(name)
        return found[1] if found and found[1] in tables else ""

    with file.open() as opened:
        yield from dump_rows(opened, table_of, _usual)


def _usual(table: str, number: int) -> tuple[str, ...]:
    """Of the other tables plugins change the columns."""
    return _OF_ACTIONS[:number] if table == "log_action" else ()


def _put_aside(row: DumpRow, shelf: Shelf) -> LeftOut | None:
    """Keeps what a row says of others."""
    values = row.values
    if row.table == "log_visit":
        visit = _visit_of(values)
        if visit.first_at < 0:
            return LeftOut(Reason.TIME, row.line, "", f"idvisit {visit.id}")
        shelf.put("visit", visit.id, msgspec.json.encode(visit))
    elif row.table == "log_action":
        keep_action(values, shelf)
    elif row.table == "goal":
        key = f"{_text(values, 'idsite')} {_text(values, 'idgoal')}"
        shelf.put("goal", key, _text(values, "name").encode())
    elif done := _text(values, "idlink_va"):
        told = {name: _text(values, name) for name in ("idgoal", "idorder", "revenue")}
        shelf.put("conversion", done, msgspec.json.encode(told))
    return None


def _visit_of(values: Values) -> Visit:
    first = moment(_text(values, "visit_first_action_time"))
    return Visit(
        id=_text(values, "idvisit"),
        site=_text(values, "idsite"),
        visitor=(values.get("idvisitor") or b"").hex(),
        referrer_type=REFERRERS.get(_text(values, "referer_type"), ""),
        referrer_name=_text(values, "referer_name"),
        referrer_keyword=_text(values, "referer_keyword"),
        referrer_url=_text(values, "referer_url"),
        browser=BROWSERS.get(_text(values, "config_browser_name"), ""),
        browser_version=_text(values, "config_browser_version"),
        system=SYSTEMS.get(_text(values, "config_os"), ""),
        system_version=_text(values, "config_os_version"),
        device=DEVICES.get(_text(values, "config_device_type"), ""),
        country=_text(values, "location_country"),
        region=_text(values, "location_region"),
        city=_text(values, "location_city"),
        latitude=_text(values, "location_latitude"),
        longitude=_text(values, "location_longitude"),
        language=_text(values, "location_browser_lang"),
        screen=_text(values, "config_resolution"),
        first_at=-1 if first is None else first,
        told=own_columns(values),
    )


def _text(values: Values, name: str) -> str:
    return (values.get(name) or b"").decode("utf-8", "replace")
