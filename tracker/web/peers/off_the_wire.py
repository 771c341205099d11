"""The common report, read as it comes: a whole request in one chunk, of one hit, without a token.

Everything else, and everything unusual, takes the routes, which give the same answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from aiohttp import web
from multidict import CIMultiDict

from tracker.domain.remembered import Remembered
from tracker.web.beacon.head import LINES, UNUSUAL, Heads
from tracker.web.beacon.raw_answers import dated, raw_parts
from tracker.web.peers import goatcounter, matomo, plausible, umami
from tracker.web.peers.heard import Common, Raw

MOST_HEAD, MOST_BODY = 8_190, 32 * 1024  # bytes
LINE = re.compile(rb"(GET|POST) ([!-~]+) HTTP/1\.1\r\n")
HEADER = re.compile(rb"^([^:\r\n]++):[ \t]*+([^\r\n]*+)\r\n", re.MULTILINE)
WITH_TOKEN = (b"authorization", b"x-umami-api-key")
VISIT = "/visit/"
MOST_ANSWERS = 64 * 1024  # bytes

Reader = Callable[[Raw], Common | None]
READERS: dict[str, Reader] = {
    "/api/event": plausible.common,
    "/api/send": umami.common,
    "/count": goatcounter.common,
    "/matomo.php": matomo.common,
    "/piwik.php": matomo.common,
}


class OffTheWire:
    """`beginnings`: of the requests that it may know; `base` is the path below which the server's
    pages lie, or ""."""

    def __init__(self, app: web.Application, base: str, heads: Heads) -> None:
        self._app = app
        self._base = len(base)
        self._heads = heads
        self._stored: Remembered[str, tuple[bytes, bytes]] = Remembered(MOST_ANSWERS)
        paths = (*READERS, VISIT)
        self.beginnings = tuple(
            f"{method} {base}{path}".encode() for method in ("POST", "GET") for path in paths
        )

    def read(self, peer: str, data: bytes) -> Common | None:
        """The report; None for what the routes should judge."""
        end = data.find(b"\r\n\r\n", 0, MOST_HEAD)
        line = LINE.match(data)
        if end < 0 or line is None or len(data) - end - 4 > MOST_BODY:
            return None
        method, target = line[1].decode(), line[2].decode()[self._base :]
        path, _mark, query = target.partition("?")
        reader = READERS.get(path) or self._reader_of(path)
        if reader is None or LINES.fullmatch(data, line.end(), end + 2) is None:
            return None
        head = _head(data[line.end() : end + 2], len(data) - end - 4, method)
        if head is None:
            return None
        headers = CIMultiDict((name.decode(), text.decode()) for name, text in head.items())
        client = self._heads.sender(peer, head)
        return reader(Raw(self._app, method, path, query, headers, data[end + 4 :], client))

    def stored(self, report: Common) -> bytes:
        """The answer to one that is stored, as it was the last time but for its date."""
        parts = self._stored.get(report.same)
        if parts is None:
            parts = raw_parts(report.answer(None))
            self._stored.put(report.same, parts)
        return dated(*parts)

    def _reader_of(self, path: str) -> Reader | None:
        is_count = path.startswith(VISIT) and path.endswith("/count") and path.count("/") == 3
        return goatcounter.common if is_count else None


def _head(lines: bytes, length: int, method: str) -> dict[bytes, bytes] | None:
    """Its lines by their names; None where one makes the request unusual."""
    if not lines.isascii():
        return None
    found = HEADER.findall(lines)
    head = {name.lower(): value.rstrip() for name, value in found}
    if len(head) != len(found) or b"host" not in head or not UNUSUAL.isdisjoint(head):
        return None
    if any(name in head for name in WITH_TOKEN):
        return None
    if head.get(b"connection", b"keep-alive").lower() != b"keep-alive":
        return None
    said = head.get(b"content-length", b"0")
    if said != b"%d" % length or (length and method == "GET"):
        return None
    return head
