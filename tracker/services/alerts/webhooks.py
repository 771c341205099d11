"""Posting to an address that some owner of a site has typed: never into this server's own network,
whatever a name resolves to when it is connected, and never where an answer leads on."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Literal, Self

import aiohttp

from tracker.domain.addresses import Network
from tracker.domain.alerts.message import Request
from tracker.domain.alerts.reachable import allowed_networks, is_reachable
from tracker.domain.text import printable

TIMEOUT = aiohttp.ClientTimeout(total=10)
READ = 1_024  # bytes of an answer that says no
SHOWN = 120  # characters of it
AT_ONCE = 64  # connections
CLOSED = "is an address of this server's own network"

Reason = Literal[
    "private",  # the address is of this server's network
    "moved",  # the answer leads elsewhere
    "answer",  # it says no
    "gone",  # it says that it is no more
    "name",  # nobody knows that host
    "down",
    "slow",
    "certificate",
    "mail",
    "reports",  # there are none now
    "left",  # whoever was to be told is not there any more
    "fault",
]


class NotTaken(Exception):
    """`lasting`: trying again will not help. `detail` is what the other side said."""

    def __init__(self, reason: Reason, detail: str = "", *, lasting: bool = False) -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.lasting = lasting


class Webhooks:
    """async with Webhooks.open(config.alert_networks) as webhooks: …"""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    @classmethod
    @asynccontextmanager
    async def open(cls, allowed: Iterable[str]) -> AsyncIterator[Self]:
        """`allowed`: networks that the operator opens to the owners of sites."""
        networks = allowed_networks(allowed)
        connector = aiohttp.TCPConnector(
            limit=AT_ONCE,
            use_dns_cache=False,
            force_close=True,
            socket_factory=lambda found: _socket(found, networks),
        )
        jar = aiohttp.DummyCookieJar()
        async with aiohttp.ClientSession(
            connector=connector, cookie_jar=jar, timeout=TIMEOUT, trust_env=False
        ) as session:
            yield cls(session)

    async def post(self, request: Request) -> None:
        """Raises NotTaken."""
        try:
            async with self._session.post(
                request.address,
                data=request.body,
                headers=request.headers | {"Accept-Encoding": "identity"},
                allow_redirects=False,
            ) as answer:
                await _read(answer)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _reason_of(error) from None


def _socket(found: aiohttp.AddrInfoType, networks: tuple[Network, ...]) -> socket.socket:
    """For exactly the address that is about to be connected: a name may have been resolved to
    another one a moment ago."""
    family, kind, protocol, _, address = found
    if not is_reachable(str(address[0]), networks):
        raise OSError(errno.EACCES, f"{address[0]} {CLOSED}")
    return socket.socket(family, kind, protocol)


async def _read(answer: aiohttp.ClientResponse) -> None:
    if 200 <= answer.status < 300:
        return
    if 300 <= answer.status < 400:
        raise NotTaken("moved", str(answer.status))
    said = (await answer.content.read(READ)).decode("utf-8", "replace")
    detail = f"{answer.status} {printable(' '.join(said.split()), SHOWN)}".strip()
    raise NotTaken(
        "gone" if answer.status == 410 else "answer", detail, lasting=answer.status == 410
    )


def _reason_of(error: Exception) -> NotTaken:
    if CLOSED in str(error):
        return NotTaken("private")
    if isinstance(error, asyncio.TimeoutError):
        return NotTaken("slow")
    if isinstance(error, aiohttp.ClientConnectorCertificateError | ssl.SSLError):
        return NotTaken("certificate", printable(str(error), SHOWN))
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return NotTaken("name")
    return NotTaken("down", printable(type(error).__name__, SHOWN))
