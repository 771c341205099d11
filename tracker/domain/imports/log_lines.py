"""A line of a web server's log, and what stands in its fields."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from ipaddress import ip_address
from typing import NamedTuple

from tracker.domain.imports.reading.times import EARLIEST, moment

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
# Some write seconds or more sizes behind the size, and behind all of it for whom a proxy has asked.
_REST = r"{0} (\d{{3}}) (?:\d+|-)(?:(?: [\d.-]+)* {0} {0}(?: \"([^\",]{{3,45}})[\",])?)?"
_PLAIN = re.compile(_REST.format(r'"([^"]*)"'))  # a third of the other's time
_ESCAPED = re.compile(_REST.format(r'"([^"\\]*(?:\\.[^"\\]*)*)"'))
_MOST_BLANKS = 1  # between ident and user
_SECONDS = {f":{number:02}": 1000 * number for number in range(61)}
_MINUTE = re.compile(r"(\d\d)/([A-Z][a-z][a-z])/(\d{4}):(\d\d):(\d\d)")
_USUAL = re.compile(
    r"([^\s\[,]+) [^\s\[]+ [^\s\[]+ \[(\d\d/[A-Z][a-z][a-z]/\d{4}:\d\d:\d\d)(:\d\d)( [+-]\d{4})\] "
    r'"([^"\\]*)" (\d{3}) (?:\d+|-) "([^"\\]*)" "([^"\\]*)"\n'
)
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|(.))")


# When it was (ms, UTC), host, address, request, status, referrer and, as it is written, agent.
Told = tuple[int, str, str, str, int, str, str | None]


class Line(NamedTuple):
    """`host`: "" where none stands first; `agent`, `referrer`: None in a common log; `behind`: who
    is said to be behind the client, None = nobody."""

    host: str
    client: str
    time: str
    request: str
    status: int
    referrer: str | None
    agent: str | None
    behind: str | None


def usual(line: str) -> Told | None:
    """What a line tells that has nothing but what all have, as nearly all; None for others."""
    match = _USUAL.fullmatch(line)
    if match is None:
        return None
    client, minute, seconds, zone, request, status, referrer, agent = match.groups()
    try:
        at = _minute(minute, zone) + _SECONDS[seconds]
    except (KeyError, ValueError):
        return None
    return at, "", client, request, int(status), "" if referrer == "-" else referrer, agent


def told_in(line: Line) -> Told:
    """The same of any line. Raises ValueError for no time."""
    referrer = said(line.referrer or "")
    at, address = time_of(line.time), address_of(line)
    return at, line.host, address, line.request, line.status, referrer, line.agent


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
    request, status, referrer, agent, behind = match.groups()
    return Line(host, client, time, request, int(status), referrer, agent, behind)


def address_of(line: Line) -> str:
    """Of who has asked: behind a proxy of one's own what that says, where it is written down."""
    client = client_of(line.client)
    if line.behind and _is_private(client) and is_address(line.behind):
        return line.behind
    return client


@lru_cache(4096)
def _is_private(text: str) -> bool:
    return is_address(text) and ip_address(text.strip("[]")).is_private


def client_of(head: str) -> str:
    """The first of a list that a proxy has made; behind what a collector of logs has put in front
    of the line, the first address."""
    first, _, more = head.partition(" ")
    first = first.rstrip(",")
    if more.count(" ") > _MOST_BLANKS and not is_address(first):
        words = (each.rstrip(",") for each in head.split(" "))
        return next(filter(is_address, words), first)
    return first


@lru_cache(4096)
def is_address(text: str) -> bool:
    """Of version 4 or 6."""
    try:
        ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True


def request_of(request: str) -> tuple[str, str]:
    """Method and target; an address may have blanks, and very old ones no protocol."""
    method, _, rest = request.partition(" ")
    target, _, protocol = rest.rpartition(" ")
    return method, target if protocol.startswith("HTTP/") else rest


def said(text: str) -> str:
    return "" if text == "-" else plain(text)


def plain(text: str) -> str:
    r"""Without \" and \xE9, as servers write what is no plain text."""
    if "\\" not in text:
        return text
    read = _ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else match[2], text)
    try:
        return read.encode("latin-1").decode()
    except UnicodeError:
        return read


def time_of(said: str) -> int:
    """ms, UTC, of "27/Mar/2026:10:15:02 +0100", or "2026-03-27T10:15:02+01:00"."""
    seconds = _SECONDS.get(said[17:20])
    if seconds is not None:
        return _minute(said[:17], said[20:]) + seconds
    if said[4:5] == "-":
        return _iso_time_of(said)
    raise ValueError


def _iso_time_of(said: str) -> int:
    at = moment(said) if said[19:] else None  # with a zone
    if at is None:
        raise ValueError
    return at


@lru_cache(64)
def _minute(said: str, zone: str) -> int:
    """ms, UTC."""
    match = _MINUTE.fullmatch(said)
    if match is None or match[2] not in _MONTHS:
        raise ValueError
    day, month, year, hour, minute = match.groups()
    sign, offset = zone[1:2], zone[2:]
    if sign not in {"+", "-"} or len(offset) != 4 or not offset.isdecimal():
        raise ValueError
    away = (int(offset[:2]) * 60 + int(offset[2:])) * (60 if sign == "+" else -60)
    told = datetime(int(year), _MONTHS[month], int(day), int(hour), int(minute))
    at = (round((told - datetime(1970, 1, 1)).total_seconds()) - away) * 1000
    if at < EARLIEST or offset >= "1500":
        raise ValueError
    return at
