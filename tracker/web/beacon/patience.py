"""How long a connection may rest, and leave its answers lying: nobody keeps one for nothing."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

from aiohttp import web

from tracker.domain.client_address import UNIX
from tracker.web.beacon.order import OrderedConnection
from tracker.web.beacon.shared import Shared

LONGEST_REST = 75.0  # seconds of a connection over which no whole request comes
DEAF = 30.0  # seconds in which a client may leave its answers lying


class PatientConnection(OrderedConnection):
    """One that is counted among those of its address, and ends where nothing comes of it."""

    __slots__ = ("_deaf", "_made", "_rest", "peer")

    def __init__(self, server: web.Server, shared: Shared, **options: Any) -> None:
        super().__init__(server, shared, **options)
        self.peer = ""
        self._made = 0.0  # seconds, by the loop's clock
        self._rest: asyncio.TimerHandle | None = None
        self._deaf: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        peer = transport.get_extra_info("peername")
        self.peer = str(peer[0]) if isinstance(peer, tuple) else _peer_without_address(transport)
        self._made = self._loop.time()
        if self._shared.connections.came(self, self._made):
            self._rest = self._loop.call_later(LONGEST_REST, self._wake)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._hears()
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None
        self._shared.connections.gone(self)
        super().connection_lost(exc)

    def rests(self) -> bool:
        """Whether it is no live view or the like: a request may come at any moment, or never."""
        return self._current_request is None and not self._queued

    def rests_since(self) -> float | None:
        """Seconds, by the loop's clock; None while a request is under way."""
        if not self.rests() or self._waiting or self._held:
            return None
        return max(self._made, self._next_keepalive_close_time - self._keepalive_timeout)

    def _wake(self) -> None:
        """A request that never ends, or never begins, keeps no connection."""
        since = self.rests_since()
        rested = 0.0 if since is None else self._loop.time() - since
        if rested >= LONGEST_REST:
            self.force_close()
        else:
            self._rest = self._loop.call_later(LONGEST_REST - rested, self._wake)

    def _hold(self, data: bytes) -> None:
        super()._hold(data)
        if self._paused and self._deaf is None:
            self._deaf = self._loop.call_later(DEAF, self._give_up)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._hears()

    def _hears(self) -> None:
        if self._deaf is not None:
            self._deaf.cancel()
            self._deaf = None

    async def heard(self) -> None:
        """Until the client has fetched enough of its answers for another one."""
        try:
            async with asyncio.timeout(DEAF):
                await self._drain_helper()
        except TimeoutError:
            self._give_up()

    def _give_up(self) -> None:
        """On one who goes on asking and fetches no answer."""
        if self.transport is not None:
            self.transport.abort()


def _peer_without_address(transport: asyncio.BaseTransport) -> str:
    connection = transport.get_extra_info("socket")
    return UNIX if connection is not None and connection.family == socket.AF_UNIX else ""
