"""The server of all connections: makes them, and lets them go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from tracker.web.beacon.connection import BeaconConnection
from tracker.web.beacon.shared import Shared

LEAVE_WITHIN = 1.0  # seconds
AT_WORK = 0.3


class BeaconServer(web.Server):
    """Makes a BeaconConnection for each connection."""

    def __init__(
        self,
        handler: Any,
        shared: Shared,
        connection: Callable[..., BeaconConnection] = BeaconConnection,
        **options: Any,
    ) -> None:
        super().__init__(handler, **options)
        self.shared = shared
        self._connection = connection

    async def let_go(self) -> None:
        """Let those who have connected say what they want and go elsewhere with the next request.
        A connection that is closed as a request is on its way would lose it: a proxy does not
        send a POST twice."""
        self.shared.leaving = True
        began = self._loop.time()
        while self.connections and (gone := self._loop.time() - began) < LEAVE_WITHIN:
            # At first all may be at work, and rest when their answer is out.
            if gone > AT_WORK and not self._anybody_rests():
                break
            await asyncio.sleep(0.02)

    def _anybody_rests(self) -> bool:
        here = self.connections
        return any(isinstance(each, BeaconConnection) and each.rests() for each in here)

    def __call__(self) -> RequestHandler:
        assert self._loop is not None
        return self._connection(self, self.shared, loop=self._loop, **self._kwargs)
