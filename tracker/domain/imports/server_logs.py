"""Logs of web servers as Apache and nginx write them: common, combined, and with a host first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import ClassVar

import msgspec

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
from tracker.domain.imports.log_lines import (
    Line,
    address_of,
    is_address,
    plain,
    request_of,
    said,
    split,
    time_of,
)
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
FEWEST = 10  # of so many one is enough: a container's log has what its server says besides
LONG = 500  # characters of a request that is not worth remembering

WRAPPED = b'{"log":'

_METHOD = re.compile(r"[A-Z]{3,20}")


class ServerLog:
    """One request a line."""

    is_log: ClassVar[bool] = True
    titles: ClassVar[Mapping[str, str]] = {
        COMMON: "Web server's log (common)",
        COMBINED: "Web server's log (combined)",
        VHOST: "Web server's log (combined, with virtual hosts)",
    }

    def recognise(self, file: ImportedFile) -> str:
        """By what its first lines are: nothing else looks like one of these."""
        lines = [_text_of(line) for line in _first(file)]
        read = [line for each in lines if (line := split(each, hosted=False))]
        if len(read) * FEWEST <= len(lines):
            return ""
        hosted = [line for each in lines if (line := split(each, hosted=True))]
        if 2 * sum(is_address(line.client.split(" ", 1)[0]) for line in hosted) > len(read):
            return VHOST
        return COMBINED if any(line.agent is not None for line in read) else COMMON

    def sites(self, file: ImportedFile) -> list[SourceSite]:
        """The hosts of the first lines, where they say any."""
        if self.recognise(file) != VHOST:
            return []
        lines = (split(_text_of(line), hosted=True) for line in _first(file))
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
                    yield _read(number, _text_of(raw), choice, hosted=hosted)


class _Wrapped(msgspec.Struct):
    """A line of Docker's own files, in which a container's logs lie."""

    log: str


_decoder = msgspec.json.Decoder(_Wrapped)


def _text_of(raw: bytes) -> str:
    if raw.startswith(WRAPPED):
        with suppress(msgspec.DecodeError, UnicodeDecodeError):
            return _decoder.decode(raw).log
    return text_of(raw)


def _first(file: ImportedFile) -> list[bytes]:
    """Whole lines that are not empty."""
    lines = file.start.removeprefix(BOM).split(b"\n")[:-1]
    return [line for line in lines[:LOOKED_AT] if line.strip()]


def _read(number: int, text: str, choice: Choice, *, hosted: bool) -> Imported:
    line = split(text, hosted=hosted)
    if line is None:
        return LeftOut(Reason.LINE, number)
    try:
        at = time_of(line.time)
    except ValueError:
        return LeftOut(Reason.TIME, number, "", line.time[:40])
    agent = None if line.agent is None else said(line.agent)
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
    method, target = request_of(plain(request))
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
        referrer=said(line.referrer or ""),
        address=address_of(line),
        user_agent=said(line.agent or ""),
    )


@lru_cache(1024)
def _host(said: str) -> str:
    """Without the port that a virtual host has in these logs."""
    name, colon, port = said.rpartition(":")
    return read_host(name if colon and port.isdecimal() else said) or ""
