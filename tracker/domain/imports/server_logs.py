"""Logs of web servers as Apache and nginx write them: common, combined, and with a host first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from ipaddress import ip_address
from typing import ClassVar, NamedTuple

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
from tracker.domain.imports.lines import BOM, lines_of, text_of
from tracker.domain.imports.requests import (
    LONGEST_TARGET,
    Target,
    is_of_other_site,
    objection,
    target_of,
)
from tracker.domain.urls import read_host

COMMON, COMBINED, VHOST = "common", "combined", "vhost_combined"
LOOKED_AT = 100  # lines
LONG = 500  # characters of a request that is not worth remembering

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
_REST = r"{0} (\d{{3}}) (?:\d+|-)(?: {0} {0})?"
_PLAIN = re.compile(_REST.format(r'"([^"]*)"'))  # a third of the other's time
_ESCAPED = re.compile(_REST.format(r'"([^"\\]*(?:\\.[^"\\]*)*)"'))
_MINUTE = re.compile(r"(\d\d)/([A-Z][a-z][a-z])/(\d{4}):(\d\d):(\d\d)")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|(.))")
_METHOD = re.compile(r"[A-Z]{3,20}")


class Line(NamedTuple):
    """`host`: "" where none stands first; `agent`, `referrer`: None in a common log."""

    host: str
    client: str
    time: str
    request: str
    status: int
    referrer: str | None
    agent: str | None


class ServerLog:
    """One request a line."""

    is_log: ClassVar[bool] = True
    titles: ClassVar[Mapping[str, str]] = {
        COMMON: "Web server's log (common)",
        COMBINED: "Web server's log (combined)",
        VHOST: "Web server's log (combined, with virtual hosts)",
    }

    def recognise(self, file: ImportedFile) -> str:
        """By what most of its first lines are."""
        lines = [text_of(line) for line in _first(file)]
        read = [line for each in lines if (line := split(each, hosted=False))]
        if len(read) * 2 <= len(lines):
            return ""
        hosted = [line for each in lines if (line := split(each, hosted=True))]
        if 2 * sum(_is_address(_client(line.client)) for line in hosted) > len(read):
            return VHOST
        return COMBINED if any(line.agent is not None for line in read) else COMMON

    def sites(self, file: ImportedFile) -> list[SourceSite]:
        """The hosts of the first lines, where they say any."""
        if self.recognise(file) != VHOST:
            return []
        lines = (split(text_of(line), hosted=True) for line in _first(file))
        hosts = dict.fromkeys(host for line in lines if line and (host := _host(line.host)))
        return [SourceSite(host, host, host) for host in hosts]

    def read(self, file: ImportedFile, choice: Choice, shelf: Shelf) -> Iterator[Imported]:  # noqa: ARG002
        """Request by request."""
        hosted = self.recognise(file) == VHOST
        with file.open() as opened:
            for number, raw in lines_of(opened):
                if not raw.endswith(b"\n"):
                    yield LeftOut(Reason.CUT, number)
                elif len(raw) > 1:
                    yield _read(number, text_of(raw), choice, hosted=hosted)


def _first(file: ImportedFile) -> list[bytes]:
    """Whole lines that are not empty."""
    lines = file.start.removeprefix(BOM).split(b"\n")[:-1]
    return [line for line in lines[:LOOKED_AT] if line.strip()]


def split(line: str, *, hosted: bool) -> Line | None:
    """The parts of a line; None for one that is none of these."""
    head, bracket, rest = line.partition(" [")
    time, bracket, rest = rest.partition("] ")
    if not bracket:
        return None
    match = _ESCAPED.match(rest) if "\\" in rest else _PLAIN.match(rest)
    if match is None:
        return None
    host, client = "", head
    if hosted:
        host, _, client = head.partition(" ")
        if client.count(" ") < 2:
            return None
    request, status, referrer, agent = match.groups()
    return Line(host, client, time, request, int(status), referrer, agent)


@lru_cache(4096)
def _is_address(text: str) -> bool:
    try:
        ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True


def _read(number: int, text: str, choice: Choice, *, hosted: bool) -> Imported:
    line = split(text, hosted=hosted)
    if line is None:
        return LeftOut(Reason.LINE, number)
    try:
        at = _time(line.time)
    except ValueError:
        return LeftOut(Reason.TIME, number, "", line.time[:40])
    agent = None if line.agent is None else _said(line.agent)
    asked = (_asked if len(line.request) < LONG else _asked.__wrapped__)(line.request)
    if isinstance(asked, LeftOut):
        return asked._replace(line=number)
    method, target = asked
    if refused := objection(method, line.status, target.path if target else "", agent):
        return LeftOut(refused, number)
    if target is None:
        return LeftOut(Reason.REQUEST, number)
    return _row(number, text, line, at, target, choice)


@lru_cache(4096)
def _asked(request: str) -> tuple[str, Target | None] | LeftOut:
    """The method, and what was asked for; or why that cannot be told."""
    method, target = _request(_plain(request))
    if not _METHOD.fullmatch(method):
        return LeftOut(Reason.REQUEST)
    if len(target) > LONGEST_TARGET:
        return LeftOut(Reason.TOO_LONG, 0, "", f"{len(target)} characters of an address")
    return method, target_of(target)


def _row(  # noqa: PLR0917
    number: int, text: str, line: Line, at: int, target: Target, choice: Choice
) -> Imported:
    host = _host(target.host or line.host)
    if is_of_other_site(host, choice):
        return LeftOut(Reason.OTHER_SITE, number)
    return ImportedRow(
        text,
        at,
        host=host,
        path=target.path,
        query=target.query,
        referrer=_said(line.referrer or ""),
        address=_client(line.client),
        user_agent=_said(line.agent or ""),
    )


@lru_cache(1024)
def _host(said: str) -> str:
    """Without the port that a virtual host has in these logs."""
    name, colon, port = said.rpartition(":")
    return read_host(name if colon and port.isdecimal() else said) or ""


def _client(head: str) -> str:
    """The first of a list that a proxy has made."""
    return head.split(" ", 1)[0].rstrip(",")


def _request(request: str) -> tuple[str, str]:
    """Method and target; an address may have blanks, and very old ones no protocol."""
    method, _, rest = request.partition(" ")
    target, _, protocol = rest.rpartition(" ")
    return method, target if protocol.startswith("HTTP/") else rest


def _said(text: str) -> str:
    return "" if text == "-" else _plain(text)


def _plain(text: str) -> str:
    r"""Without \" and \xE9, as servers write what is no plain text."""
    if "\\" not in text:
        return text
    read = _ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else match[2], text)
    try:
        return read.encode("latin-1").decode()
    except UnicodeError:
        return read


def _time(said: str) -> int:
    """ms, UTC, of "27/Mar/2026:10:15:02 +0100"."""
    seconds = said[18:20]
    if not seconds.isdecimal() or seconds > "60" or said[17:18] != ":":
        raise ValueError
    return (_minute(said[:17], said[20:]) + int(seconds)) * 1000


@lru_cache(64)
def _minute(said: str, zone: str) -> int:
    """Seconds, UTC."""
    match = _MINUTE.fullmatch(said)
    if match is None or match[2] not in _MONTHS:
        raise ValueError
    day, month, year, hour, minute = match.groups()
    sign, offset = zone[1:2], zone[2:]
    if sign not in {"+", "-"} or len(offset) != 4 or not offset.isdecimal():
        raise ValueError
    away = (int(offset[:2]) * 60 + int(offset[2:])) * (60 if sign == "+" else -60)
    told = datetime(int(year), _MONTHS[month], int(day), int(hour), int(minute))
    return round((told - datetime(1970, 1, 1)).total_seconds()) - away
