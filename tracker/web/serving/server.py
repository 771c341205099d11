"""The server around one application: its doors, and the socket that commands ask."""

from __future__ import annotations

import logging
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager

from aiohttp import web

from tracker.services.upkeep.control_socket import bound_socket
from tracker.web import keys
from tracker.web.serving.addresses import origin
from tracker.web.serving.control import control_app
from tracker.web.serving.listening import BoundSite, open_doors
from tracker.web.serving.runner import STOP_WITHIN, Runner

log = logging.getLogger(__name__)


@asynccontextmanager
async def listening(
    app: web.Application, handed: Sequence[socket.socket] = ()
) -> AsyncIterator[int]:
    """Serve the application while the context is open; gives the port, 0 for a Unix socket.

    `handed` are listening sockets that somebody keeps open while no server runs."""
    config = app[keys.CONFIG]
    runner = Runner(app, shutdown_timeout=STOP_WITHIN)
    with ExitStack() as ours:
        try:
            await runner.setup()
            port = await open_doors(runner, config, handed, ours)
            app[keys.FOLDER].is_named(f"serving {' and '.join(runner.listens_at())}")
            async with controlled(app, origin(config, port) + config.base_path):
                yield port
            await runner.let_go()
        finally:
            await runner.cleanup()


@asynccontextmanager
async def controlled(app: web.Application, address: str) -> AsyncIterator[None]:
    """Answer the commands of this machine while the context is open; it ends before the services
    do. A disk that knows no sockets takes away the commands, not the server."""
    async with AsyncExitStack() as stack:
        try:
            bound = stack.enter_context(bound_socket(app[keys.CONFIG].data_dir))
        except OSError as error:
            log.warning("No control socket: `tracker tail` will not find this server: %s", error)
        else:
            runner = web.AppRunner(
                control_app(app, address),
                handle_signals=False,
                access_log=None,
                shutdown_timeout=2.0,
                handler_cancellation=True,
            )
            await runner.setup()
            stack.push_async_callback(runner.cleanup)
            await BoundSite(runner, bound).start()
        yield
