"""The head of a common beacon: who sent it, or None for anything that the parser should judge."""

from __future__ import annotations

import re
from collections.abc import Callable

from tracker.domain.budget import HEADS
from tracker.domain.client_address import client_address
from tracker.domain.proxies import Proxies
from tracker.domain.remembered import Remembered
from tracker.services.recording.sender import Sender
from tracker.services.sites.site_directory import KEY_LENGTH

A_HEAD = 280  # bytes: the sender, the address, its place in a dict
VERSION = b" HTTP/1.1\r\n"
# Heads are remembered without their Content-Length: a page's beacons share all the rest.
LENGTH = b"\r\nContent-Length: "
DIGITS = len(LENGTH)
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
    """Reads heads. One that came before, for the same site, is known by its hash, and its sender
    as the visitor of today: of neither a text is kept."""

    def __init__(
        self, beginning: bytes, proxies: Proxies, now: Callable[[], int], secret: bytes
    ) -> None:
        """`beginning`: what stands before a site's key. `now`: ms, UTC. `secret` makes the hash
        ours alone."""
        self._key_begins = len(beginning)
        self._key_ends = self._key_begins + KEY_LENGTH
        self._lines_begin = self._key_ends + len(VERSION)
        self._proxies = proxies
        self._now = now
        self._secret = secret
        self._known: Remembered[int, Sender] = Remembered(HEADS, lambda *_: A_HEAD)

    def salt(self, peer: str) -> bytes:
        """What the heads from this peer are hashed with."""
        return b"%b%b\0" % (self._secret, peer.encode())

    def read(self, peer: str, salt: bytes, data: bytes, end: int) -> Sender | None:
        """The sender; `data[:end]` are whole lines, and after an empty one comes the body."""
        length = b"%d" % (len(data) - end - 2)
        at = data.find(LENGTH, self._lines_begin - 2, end)
        if at < 0:
            return self._parse(peer, data, end, length)
        after = data.find(b"\r\n", at + DIGITS, end)
        if data[at + DIGITS : after] != length:
            return None
        head = hash(salt + data[:at] + data[after:end])
        sender = self._known.get(head)
        if sender is not None and sender.visitor is not None:
            day = sender.visitor.day
            if day.start <= self._now() < day.end:
                return sender
        sender = self._parse(peer, data, end, length)
        if sender is not None:
            sender.head = head
        return sender

    def keep(self, sender: Sender) -> None:
        """Know the head of one who has been met when it comes again."""
        if sender.head and sender.visitor:
            self._known.put(sender.head, sender)
            sender.head, sender.user_agent, sender.hints = 0, "", ""

    def _parse(self, peer: str, data: bytes, end: int, length: bytes) -> Sender | None:
        begin = self._lines_begin
        key = data[self._key_begins : self._key_ends]
        if data[self._key_ends : begin] != VERSION or not key.isalnum():
            return None
        if LINES.fullmatch(data, begin, end) is None:
            return None
        found = HEADERS.findall(data, begin - 1, end)
        head = {name.lower(): value.rstrip() for name, value in found}
        if len(head) != len(found) or b"host" not in head or head.get(b"content-length") != length:
            return None
        if not UNUSUAL.isdisjoint(head):
            return None
        if head.get(b"connection", b"keep-alive").lower() != b"keep-alive":
            return None
        sender = self.sender(peer, head)
        sender.key = key.decode()
        return sender

    def sender(self, peer: str, head: dict[bytes, bytes]) -> Sender:
        """Who sent a head with these lines."""

        def lines(name: bytes) -> tuple[str, ...]:
            return (head[name].decode("latin-1"),) if name in head else ()

        hints = (b"sec-ch-ua", b"sec-ch-ua-platform", b"sec-ch-ua-mobile")
        return Sender(
            client_address(peer, lines(b"x-forwarded-for"), lines(b"forwarded"), self._proxies),
            head.get(b"user-agent", b"").decode("utf-8", "surrogateescape"),
            "\n".join(head.get(name, b"").decode("latin-1") for name in hints),
            head.get(b"dnt") == b"1" or head.get(b"sec-gpc") == b"1",
        )
