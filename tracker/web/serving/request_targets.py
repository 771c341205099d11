"""What a request asks for and says of itself, looked over before the library spends time or an
exception on it."""

from __future__ import annotations

import re

from aiohttp.http_parser import RawRequestMessage
from multidict import CIMultiDict, CIMultiDictProxy

from tracker.web.asking.base_path import OUTSIDE

DATED = ("If-Modified-Since", "If-Unmodified-Since", "If-Range")
NO_YEAR = re.compile(r"\d{10}")
LONGEST_PATH = 2_048  # characters, without the query: none of ours is near it


def looked_over(message: RawRequestMessage) -> RawRequestMessage:
    """The same request, unless its target could only do harm; headers are text."""
    if not all(map(str.isascii, message.headers.values())):
        message = _with_readable_headers(message)
    if any(NO_YEAR.search(message.headers.get(name, "")) for name in DATED):
        message = _without_dates(message)
    if message.url.absolute and not _has_readable_host(message):
        message = _with_host_as_header(message)
    # Looking for a route takes a path apart at each of its slashes: 30,000 of them took 0.1 s.
    if len(message.url.raw_path) > LONGEST_PATH:
        path = f"/{OUTSIDE}" if message.url.absolute else OUTSIDE
        message = message._replace(url=message.url.with_path(path, encoded=True))
    return message


def _with_readable_headers(message: RawRequestMessage) -> RawRequestMessage:
    """Bytes that are no UTF-8 come as halves of letters, which no answer, log or file can hold."""
    headers = CIMultiDict(
        (name, value.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
        for name, value in message.headers.items()
    )
    return message._replace(headers=CIMultiDictProxy(headers))


def _without_dates(message: RawRequestMessage) -> RawRequestMessage:
    """The library falls over a year that no computer counts to; without its conditions a request
    is answered whole."""
    headers = CIMultiDict(message.headers)
    for name in (*DATED, "Range"):
        headers.popall(name, None)
    return message._replace(headers=CIMultiDictProxy(headers))


def _has_readable_host(message: RawRequestMessage) -> bool:
    try:
        return message.url.host is not None
    except ValueError:
        return False


def _with_host_as_header(message: RawRequestMessage) -> RawRequestMessage:
    """Programs that take us for a proxy name a host in the target. The library asks for its letters
    where nobody could answer that there are none; as a header it is judged like any other."""
    headers = CIMultiDict(message.headers)
    headers["Host"] = message.url.raw_authority
    return message._replace(url=message.url.relative(), headers=CIMultiDictProxy(headers))
