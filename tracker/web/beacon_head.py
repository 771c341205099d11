"""The head of a common beacon: who sent it, or None for anything that the parser should judge."""

from __future__ import annotations

import re
from functools import lru_cache

from tracker.domain.client_address import Proxies, client_address
from tracker.services.intake import Sender

# Heads are remembered without their Content-Length: a page's beacons share all the rest.
MOST_HEADS = 30_000
LONGEST = 2_000  # bytes; browsers send half of it, and a flood must not fill the memory
LENGTH = b"\r\nContent-Length: "
LINES = re.compile(rb"(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*\r\n)*")
# The headers that a hit needs, and those that can make a request unusual.
HEADERS = re.compile(
    rb"\n(content-length|user-agent|x-forwarded-for|forwarded|sec-ch-ua|sec-ch-ua-mobile"
    rb"|sec-ch-ua-platform|dnt|sec-gpc|host|connection"
    rb"|transfer-encoding|expect|upgrade|content-encoding):[ \t]*([^\r]*)",
    re.IGNORECASE,
)
UNUSUAL = frozenset((b"transfer-encoding", b"expect", b"upgrade", b"content-encoding"))


class Heads:
    """Reads heads; a head that came before is looked up instead."""

    def __init__(self, proxies: Proxies) -> None:
        self._proxies = proxies
        self._known: dict[tuple[str, bytes], Sender] = {}

    def read(self, peer: str, data: bytes, start: int, end: int, length: bytes) -> Sender | None:
        """The sender; `data[start:end]` are whole lines, `length` is the body's, in digits."""
        at = data.find(LENGTH, start - 2, end)
        if at < 0:
            return self._parse(peer, data, start, end, length)
        after = data.find(b"\r\n", at + 2, end)
        if data[at + len(LENGTH) : after] != length:
            return None
        key = (peer, data[start:at] + data[after:end])
        sender = self._known.get(key)
        if sender is None and (sender := self._parse(peer, data, start, end, length)):
            if len(key[1]) > LONGEST:
                return sender
            if len(self._known) >= MOST_HEADS:
                del self._known[next(iter(self._known))]
            self._known[key] = sender
        return sender

    def _parse(self, peer: str, data: bytes, start: int, end: int, length: bytes) -> Sender | None:
        if LINES.fullmatch(data, start, end) is None:
            return None
        found = HEADERS.findall(data, start - 1, end)
        head = {name.lower(): value.rstrip() for name, value in found}
        if len(head) != len(found) or b"host" not in head or head.get(b"content-length") != length:
            return None
        if not UNUSUAL.isdisjoint(head):
            return None
        if head.get(b"connection", b"keep-alive").lower() != b"keep-alive":
            return None
        return self._sender(peer, head)

    def _sender(self, peer: str, head: dict[bytes, bytes]) -> Sender:
        def lines(name: bytes) -> tuple[str, ...]:
            return (head[name].decode("latin-1"),) if name in head else ()

        return Sender(
            client_address(peer, lines(b"x-forwarded-for"), lines(b"forwarded"), self._proxies),
            head.get(b"user-agent", b"").decode("utf-8", "surrogateescape"),
            _hints(
                head.get(b"sec-ch-ua", b""),
                head.get(b"sec-ch-ua-platform", b""),
                head.get(b"sec-ch-ua-mobile", b""),
            ),
            head.get(b"dnt") == b"1" or head.get(b"sec-gpc") == b"1",
        )


@lru_cache(4096)
def _hints(*values: bytes) -> str:
    return "\n".join(value.decode("latin-1") for value in values)
