"""The application behind our own connections: limits, and what each request passes first."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from aiohttp import web, web_app
from aiohttp.http_parser import RawRequestMessage

from tracker.domain.client_address import UNIX
from tracker.web import keys
from tracker.web.asking.base_path import inside
from tracker.web.beacon.connection import BeaconConnection
from tracker.web.beacon.connections import Connections, is_spared
from tracker.web.beacon.server import BeaconServer
from tracker.web.beacon.shared import Shared
from tracker.web.failing.faults import report
from tracker.web.peers.connection import ReportConnection
from tracker.web.peers.off_the_wire import OffTheWire
from tracker.web.serving.addresses import with_port
from tracker.web.serving.request_targets import looked_over

STOP_WITHIN = 10.0  # seconds for handlers that are at work
LIMITS: dict[str, Any] = {
    "access_log": None,  # it would double what a beacon costs
    "keepalive_timeout": 75.0,
    "lingering_time": 2.0,
    "max_line_size": 32_768,
    "max_field_size": 8_190,
    "max_headers": 64,
    "read_bufsize": 2**16,
    "auto_decompress": False,  # no page sends compressed hits; bombs are
    "tcp_keepalive": True,
    "handler_cancellation": True,
}


class Runner(web.AppRunner):
    """An AppRunner whose connections take the common beacon on a shorter way."""

    def __init__(self, app: web.Application, **options: Any) -> None:
        super().__init__(app, handle_signals=False, **LIMITS | options)

    async def _make_server(self) -> web.Server:
        loop = asyncio.get_running_loop()
        self._app._set_loop(loop)
        self._app.on_startup.freeze()
        await self._app.startup()
        self._app.freeze()
        if keys.INTAKE not in self._app:  # a process that takes no beacons
            return self._app._make_handler(loop=loop, **self._kwargs)
        shared = self._shared()
        wire = OffTheWire(self._app, self._app[keys.CONFIG].base_path, shared.heads)
        return BeaconServer(
            self._handled,
            shared,
            partial(ReportConnection, app=self._app, wire=wire),
            request_factory=self._make_request,
            loop=loop,
            **self._kwargs,
        )

    async def _handled(self, request: web.BaseRequest) -> web.StreamResponse:
        """Nothing is begun for a client that leaves its answers lying."""
        connection = request.protocol
        if connection.writing_paused and isinstance(connection, BeaconConnection):
            await connection.heard()
        return await self._app._handle(request)  # type: ignore[arg-type]

    def _shared(self) -> Shared:
        app = self._app
        base = app[keys.CONFIG].base_path
        proxies, most = app[keys.PROXIES], app[keys.CONFIG].connections_per_address
        connections = Connections(most, partial(is_spared, proxies=proxies))
        return Shared(app[keys.INTAKE], proxies, base, partial(report, app), connections)

    def listens_at(self) -> list[str]:
        """Where it can be found on this machine, whoever has opened the socket."""
        return [
            f"unix:{each}" if isinstance(each, str) else f"http://{with_port(each[0], each[1])}"
            for each in self.addresses
        ]

    async def cleanup(self) -> None:
        """What aiohttp keeps of a handler and its middlewares goes too: with it, an application
        that has ended, and all that it remembers, stayed for as long as the process."""
        await super().cleanup()
        web_app._cached_build_middleware.cache_clear()

    async def let_go(self) -> None:
        """Close the doors, not yet the connections."""
        for site in list(self.sites):
            await site.stop()
        if isinstance(self.server, BeaconServer):
            await self.server.let_go()

    def _make_request(
        self, message: RawRequestMessage, body: Any, connection: Any, *more: Any
    ) -> web.Request:
        message = looked_over(message)
        if base := self._app[keys.CONFIG].base_path:
            message = inside(base, message)
        if connection.leaving:
            message = message._replace(should_close=True)
        request = self._app._make_request(message, body, connection, *more)
        if connection.peer == UNIX:
            request[keys.PEER] = UNIX
        return request
