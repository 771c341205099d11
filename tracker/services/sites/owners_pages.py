"""Pages of owners' own sites, as this server sees them, for who looks why nothing arrives."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable
from typing import Literal, NamedTuple

import aiohttp

from tracker.services.outward import CLOSED, outward

TIMEOUT = aiohttp.ClientTimeout(total=8)
AT_ONCE = 4
MOST_MOVES = 4
LONGEST = 1 << 20  # bytes of a page that are looked at
HEADERS = {"User-Agent": "Tracker, which looks for its line", "Accept": "text/html"}

Why = Literal["private", "name", "down", "slow", "certificate", "answer", "no page"]


class NoPage(Exception):
    """`detail`: the status of its answer."""

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(why, detail)
        self.why = why
        self.detail = detail


class Fetched(NamedTuple):
    """`address`: where it was found in the end; `policies`: its headers of that name."""

    address: str
    html: str
    policies: list[str]


class OwnersPages:
    """`allowed`: networks that the operator opens to the owners of sites."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = tuple(allowed)
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def fetch(self, address: str) -> Fetched:
        """Raises NoPage."""
        try:
            async with self._turns, outward(self._allowed, TIMEOUT, AT_ONCE) as session:
                return await _fetched(session, address)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise NoPage(_why(error)) from None


async def _fetched(session: aiohttp.ClientSession, address: str) -> Fetched:
    async with session.get(address, headers=HEADERS, max_redirects=MOST_MOVES) as answer:
        if answer.status != 200:
            raise NoPage("answer", str(answer.status))
        if answer.content_type not in {"text/html", "application/xhtml+xml"}:
            raise NoPage("no page")
        read = bytearray()
        async for piece in answer.content.iter_any():
            read += piece
            if len(read) >= LONGEST:
                break
        policies = answer.headers.getall("Content-Security-Policy", [])
        return Fetched(str(answer.url), read[:LONGEST].decode("utf-8", "replace"), list(policies))


def _why(error: Exception) -> Why:
    if CLOSED in str(error):
        return "private"
    if isinstance(error, asyncio.TimeoutError):
        return "slow"
    if isinstance(error, aiohttp.ClientConnectorCertificateError | ssl.SSLError):
        return "certificate"
    if isinstance(error, aiohttp.ClientConnectorDNSError | aiohttp.InvalidURL):
        return "name"
    return "down"
