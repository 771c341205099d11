"""The server around the application: sockets, signals, the order in which it stops."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Any

from aiohttp import web, web_app
from aiohttp.http_parser import RawRequestMessage

from tracker.config import Config
from tracker.domain.client_address import UNIX
from tracker.services.acts.between import Between
from tracker.services.background import beside
from tracker.services.upkeep.control_socket import bound_socket
from tracker.storage.disk.lock import passing_holder
from tracker.web import keys
from tracker.web.asking.base_path import inside
from tracker.web.beacon.connection import BeaconConnection
from tracker.web.beacon.connections import Connections, is_spared
from tracker.web.beacon.server import BeaconServer
from tracker.web.beacon.shared import Terms
from tracker.web.failing.faults import report
from tracker.web.pages.pages import get_ready
from tracker.web.serving.control import control_app
from tracker.web.serving.file_limit import calm, take_many_files
from tracker.web.serving.listening import BoundSite, handed_over, notify, open_doors
from tracker.web.serving.reload import Load, Reloading
from tracker.web.serving.request_targets import looked_over
from tracker.web.serving.start_log import started
from tracker.web.signing_in.first_user import first_user_path

log = logging.getLogger(__name__)

STOP_WITHIN = 10.0  # seconds for handlers that are at work
LOOK_AGAIN = 0.2  # seconds
HANDED = "handed over"
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
        return BeaconServer(
            self._handled,
            self._terms(),
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

    def _terms(self) -> Terms:
        app = self._app
        base = app[keys.CONFIG].base_path
        proxies, most = app[keys.PROXIES], app[keys.CONFIG].connections_per_address
        connections = Connections(most, partial(is_spared, proxies=proxies))
        return Terms(app[keys.INTAKE], proxies, base, partial(report, app), connections)

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
        assert isinstance(self.server, BeaconServer)
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


async def welcome(app: web.Application, port: int) -> list[str]:
    """What the terminal says once the server listens."""
    config = app[keys.CONFIG]
    here = origin(config, port)
    lines = [f"Tracker serves on {here}{config.base_path}"]
    here = here if "://" in here else "https://YOUR-HOST"
    if path := await first_user_path(app):
        lines.append(f"Nobody has an account yet. Make yours: {here}{path}")
        lines.append("That link is good for an hour; `tracker setup-link` prints another one.")
    return [*lines, "Ctrl-C stops it."]


def origin(config: Config, port: int) -> str:
    """This server's address without BASE_PATH: as configured, else as it listens."""
    if config.public_url:
        return config.public_url
    return f"http://{with_port(config.host, port)}" if port else f"unix:{config.socket or HANDED}"


def with_port(host: str, port: int) -> str:
    """As it stands in an address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


async def serve(
    config: Config,
    make: Callable[[Config], web.Application],
    say: Callable[[str], None],
    load: Load,
) -> None:
    """Serve until SIGTERM or SIGINT. A second signal does not cut the drain short. SIGHUP takes
    settings anew that `load` gives, and opens the log files again.

    Where an act needs the data folder for itself, the application ends like at a stop, the act is
    done, and a new application starts: nothing in memory can be left over from before."""
    handed = handed_over(os.environ)
    stop, between = asyncio.Event(), Between()
    reloading = Reloading(config, load)
    take_many_files()
    calm(asyncio.get_running_loop())
    _heed_signals(stop, reloading)
    while not stop.is_set():
        config = reloading.config
        await _let_commands_finish(config, stop)
        if stop.is_set():
            return
        app = make(config)
        app[keys.BETWEEN] = between
        # A copy each: a life closes what it listened at.
        async with listening(app, [each.dup() for each in handed]) as port:
            began = time.monotonic()
            notify(os.environ, "READY=1")
            for line in await welcome(app, port):
                say(line)
            started(config)  # below the welcome, which is for people
            reloading.config = replace(reloading.config, port=port)  # the next life is found there
            await _live(app, reloading, stop, between.asked)
        log.info("Stopped after %d s", time.monotonic() - began)
        if not stop.is_set():
            await between.do(config)


def _heed_signals(stop: asyncio.Event, reloading: Reloading) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, reloading.asked.set)


async def _live(
    app: web.Application, reloading: Reloading, stop: asyncio.Event, asked: asyncio.Event
) -> None:
    """Until the server is to stop, or an act has asked for the folder."""
    await _get_ready(app)
    _settle()
    async with beside(partial(reloading.work, app)):
        await _either(stop, asked)
    if stop.is_set():
        notify(os.environ, "STOPPING=1")
        _ignore_signals()


async def _get_ready(app: web.Application) -> None:
    """The server serves already: what cannot be prepared costs its visitors a moment each."""
    try:
        await asyncio.to_thread(get_ready, app)
    except Exception as error:
        log.exception("Something could not be prepared; the first who ask wait for it")
        report(app, error)


async def _let_commands_finish(config: Config, stop: asyncio.Event) -> None:
    """A restore, say, lets go of the folder by itself; and whoever visits may start a server in the
    middle of it, by the socket that systemd holds: they wait, and it is not started in vain."""
    said = False
    while not stop.is_set() and (command := passing_holder(config.data_dir)):
        if not said:
            log.warning("The data folder is in use by %s: waiting until it is done", command)
        said = True
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN):
                await stop.wait()


def _settle() -> None:
    """What the start made stays: the collector need not go through it again and again."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


async def _either(*events: asyncio.Event) -> None:
    waiting = [asyncio.create_task(event.wait()) for event in events]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for each in waiting:
        each.cancel()


def _ignore_signals() -> None:
    """Not only until the drain is done: one that comes as the process ends, when the loop has
    gone, would turn a clean exit into a killed one."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        asyncio.get_running_loop().remove_signal_handler(number)
        signal.signal(number, signal.SIG_IGN)
