"""Connections to addresses that some owner of a site has typed: never into this server's own
network, whatever a name resolves to when it is connected."""

from __future__ import annotations

import errno
import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import aiohttp

from tracker.domain.addresses import Network
from tracker.domain.alerts.reachable import allowed_networks, is_reachable

CLOSED = "is an address of this server's own network"


@asynccontextmanager
async def outward(
    allowed: Iterable[str], patience: aiohttp.ClientTimeout, at_once: int
) -> AsyncIterator[aiohttp.ClientSession]:
    """`allowed`: networks that the operator opens to the owners of sites. For what is closed an
    OSError says CLOSED."""
    networks = allowed_networks(allowed)
    connector = aiohttp.TCPConnector(
        limit=at_once,
        use_dns_cache=False,
        force_close=True,
        socket_factory=lambda found: _socket(found, networks),
    )
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(
        connector=connector, cookie_jar=jar, timeout=patience, trust_env=False
    ) as session:
        yield session


def _socket(found: aiohttp.AddrInfoType, networks: tuple[Network, ...]) -> socket.socket:
    """For exactly the address that is about to be connected: a name may have been resolved to
    another one a moment ago."""
    family, kind, protocol, _, address = found
    if not is_reachable(str(address[0]), networks):
        raise OSError(errno.EACCES, f"{address[0]} {CLOSED}")
    return socket.socket(family, kind, protocol)
