"""Posting to an address that some owner of a site has typed: never into this server's own network,
whatever a name resolves to when it is connected, and never where an answer leads on."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Literal, Self

import aiohttp

from tracker.domain.alerts.message import Request
from tracker.domain.text import printable
from tracker.services.outward import CLOSED, outward

TIMEOUT = aiohttp.ClientTimeout(total=10)
READ = 1_024  # bytes of an answer that says no
SHOWN = 120  # characters of it
AT_ONCE = 64  # connections

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
        async with outward(allowed, TIMEOUT, AT_ONCE) as session:
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
