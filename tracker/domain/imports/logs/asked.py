"""A request as logs of any form tell it, made a pageview, or a reason why it is none."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from tracker.domain.imports.imported import Choice, Imported, ImportedRow, LeftOut, Reason
from tracker.domain.imports.reading.names import place_of
from tracker.domain.imports.requests import is_of_other_site, objection, target_of
from tracker.domain.places import NOWHERE
from tracker.domain.urls import read_host

_METHOD = re.compile(r"[A-Z]{3,20}")


class Asked(NamedTuple):
    """Times are ms UTC, None = none that could be read. `agent` None: the log names none, and
    robots cannot be told. `key`: the request's own number, "" = there is none."""

    at: int | None
    method: str
    target: str
    status: int | None
    client: str = ""
    host: str = ""
    referrer: str = ""
    agent: str | None = None
    language: str = ""
    country: str = ""
    key: str = ""
    is_robot: bool = False  # the log says so itself


def row_of(asked: Asked, line: int, text: str, choice: Choice, entry: str = "") -> Imported:
    """`text`: the whole line, by which it is known again where it has no number."""
    if asked.at is None:
        return LeftOut(Reason.TIME, line, entry)
    if not _METHOD.fullmatch(asked.method) or asked.status is None:
        return LeftOut(Reason.REQUEST, line, entry)
    target, agent = target_of(asked.target), _said(asked.agent)
    path = target.path if target else ""
    refused = objection(asked.method, asked.status, path, agent)
    if refused or asked.is_robot:
        return LeftOut(refused or Reason.ROBOT, line, entry)
    if target is None:
        return LeftOut(Reason.REQUEST, line, entry)
    host = host_of(target.host or asked.host)
    if is_of_other_site(host, choice):
        return LeftOut(Reason.OTHER_SITE, line, entry)
    return ImportedRow(
        asked.key or text,
        asked.at,
        is_id=bool(asked.key),
        host=host,
        path=target.path,
        query=target.query,
        referrer=_said(asked.referrer) or "",
        address=client_of(asked.client),
        user_agent=agent or "",
        language=asked.language,
        place=place_of(asked.country) if asked.country else NOWHERE,
    )


@lru_cache(1024)
def host_of(said: str) -> str:
    """Without the port."""
    name, colon, port = said.rpartition(":")
    return read_host(name if colon and port.isdecimal() else said) or ""


def client_of(said: str) -> str:
    """The address, without a port or the brackets of one of IPv6; the first of a list."""
    first = said.partition(",")[0].strip()
    if first.startswith("["):
        return first[1:].partition("]")[0]
    return first.partition(":")[0] if first.count(":") == 1 else first


def status_of(told: object) -> int | None:
    """Of a number or a text."""
    text = str(told)
    return int(text) if len(text) == 3 and text.isascii() and text.isdigit() else None


def _said(text: str | None) -> str | None:
    return "" if text == "-" else text
