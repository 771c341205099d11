"""Logs of web servers as Apache and nginx write them: common, combined, and with a host first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import ClassVar, NamedTuple

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
from tracker.domain.imports.lines import BOM, text_of, texts_of
from tracker.domain.imports.log_lines import (
    Told,
    is_address,
    plain,
    request_of,
    said,
    split,
    told_in,
    usual,
)
from tracker.domain.imports.requests import (
    LONGEST_TARGET,
    Target,
    is_of_other_site,
    is_robot,
    objection_to_path,
    objection_to_status,
    target_of,
)
from tracker.domain.urls import read_host

COMMON, COMBINED, VHOST = "common", "combined", "vhost_combined"
LOOKED_AT = 100  # lines
FEWEST = 10  # of so many one is enough: a container's log has what its server says besides
LONG = 500  # characters of a request that is not worth remembering

WRAPPED = '{"log":'

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
        lines = _first(file)
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
        lines = (split(line, hosted=True) for line in _first(file))
        hosts = dict.fromkeys(host for line in lines if line and (host := _host(line.host)))
        return [SourceSite(host, host, host) for host in hosts]

    def read(self, file: ImportedFile, choice: Choice, shelf: Shelf) -> Iterator[Imported]:  # noqa: ARG002
        """Request by request."""
        hosted = self.recognise(file) == VHOST
        with file.open() as opened:
            for first, lines, are_whole in texts_of(opened):
                if not are_whole:
                    yield LeftOut(Reason.CUT, first)
                    continue
                for number, text in enumerate(lines, first):
                    if text:
                        yield _read(number, _unwrapped(text), choice, hosted=hosted)


class _Wrapped(msgspec.Struct):
    """A line of Docker's own files, in which a container's logs lie."""

    log: str


_decoder = msgspec.json.Decoder(_Wrapped)


def _unwrapped(text: str) -> str:
    """With its end."""
    if text.startswith(WRAPPED):
        with suppress(msgspec.DecodeError, UnicodeDecodeError):
            return _decoder.decode(text).log
    return f"{text}\n"


def _first(file: ImportedFile) -> list[str]:
    """Whole lines that are not empty."""
    lines = file.start.removeprefix(BOM).split(b"\n")[:-1]
    return [_unwrapped(text_of(line)) for line in lines[:LOOKED_AT] if line.strip()]


def _read(number: int, text: str, choice: Choice, *, hosted: bool) -> Imported:
    told = None if hosted else usual(text)
    if told is None:
        line = split(text, hosted=hosted)
        if line is None:
            return LeftOut(Reason.LINE, number)
        try:
            told = told_in(line)
        except ValueError:
            return LeftOut(Reason.TIME, number, "", line.time[:40])
    return _row(number, text, told, choice)


def _row(number: int, text: str, told: Told, choice: Choice) -> Imported:
    at, host, address, request, status, referrer, written = told
    asked = (_asked if len(request) < LONG else _asked.__wrapped__)(request)
    if asked.refused:
        return asked.refused._replace(line=number)
    agent, robot = (_agent if len(written or "") < LONG else _agent.__wrapped__)(written)
    refused = objection_to_status(status) or asked.objection or robot
    if refused or asked.target is None:
        return LeftOut(refused or Reason.REQUEST, number)
    _, path, query = asked.target
    host = asked.target.host or host
    if host and is_of_other_site(host := _host(host), choice):
        return LeftOut(Reason.OTHER_SITE, number)
    return ImportedRow(
        text,
        at,
        host=host,
        path=path,
        query=query,
        referrer=referrer,
        address=address,
        user_agent=agent,
    )


class _Asked(NamedTuple):
    """`refused`: why it is no request of a page, or cannot be told; `objection`: why nobody looks
    at what is there."""

    refused: LeftOut | None
    objection: Reason | None = None
    target: Target | None = None


@lru_cache(4096)
def _asked(request: str) -> _Asked:
    method, target = request_of(plain(request))
    if not _METHOD.fullmatch(method):
        return _Asked(LeftOut(Reason.REQUEST))
    if len(target) > LONGEST_TARGET:
        said = f"{len(target)} characters of an address"
        return _Asked(LeftOut(Reason.TOO_LONG, 0, "", said))
    if method != "GET":
        return _Asked(LeftOut(Reason.METHOD))
    read = target_of(target)
    return _Asked(None, objection_to_path(read.path) if read else None, read)


@lru_cache(4096)
def _agent(written: str | None) -> tuple[str, Reason | None]:
    """What it says, and why it is nobody's; None = the log has none, and robots cannot be told."""
    if written is None:
        return "", None
    agent = said(written)
    return agent, Reason.ROBOT if is_robot(agent) else None


@lru_cache(1024)
def _host(said: str) -> str:
    """Without the port that a virtual host has in these logs."""
    name, colon, port = said.rpartition(":")
    return read_host(name if colon and port.isdecimal() else said) or ""
