"""The server's process: signals, and one application after another until it is told to stop."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from aiohttp import web

from tracker.config import Config
from tracker.services.acts.between import Between
from tracker.services.background import beside
from tracker.storage.disk.lock import passing_holder
from tracker.web import keys
from tracker.web.failing.faults import report
from tracker.web.pages.pages import get_ready
from tracker.web.serving.addresses import welcome
from tracker.web.serving.file_limit import calm, take_many_files
from tracker.web.serving.reload import Load, Reloading
from tracker.web.serving.server import listening
from tracker.web.serving.start_log import started
from tracker.web.serving.systemd import handed_over, notify

log = logging.getLogger(__name__)

LOOK_AGAIN = 0.2  # seconds


async def serve(
    config: Config,
    make: Callable[[Config], web.Application],
    say: Callable[[str], None],
    load: Load,
    program: str = "tracker",
) -> None:
    """Serve until SIGTERM or SIGINT. A second signal does not cut the drain short. SIGHUP takes
    settings anew that `load` gives, and opens the log files again. `program` is how this
    installation's commands are called.

    Where an act needs the data folder for itself, the application ends like at a stop, the act is
    done, and a new application starts: nothing in memory can be left over from before."""
    handed = handed_over(os.environ)
    stop, between = asyncio.Event(), Between()
    reloading = Reloading(config, load)
    take_many_files()
    calm(asyncio.get_running_loop())
    _heed_signals(stop, reloading)
    while not stop.is_set():
        await _let_commands_finish(reloading.config, stop)
        if stop.is_set():
            return
        app = make(reloading.config)
        app[keys.BETWEEN] = between
        # A copy each: a life closes what it listened at.
        async with listening(app, [each.dup() for each in handed]) as port:
            began = time.monotonic()
            await _announce(app, port, say, program)
            reloading.config = replace(reloading.config, port=port)  # the next life is found there
            await _live(app, reloading, stop, between.asked)
        log.info("Stopped after %d s", time.monotonic() - began)
        if not stop.is_set():
            await between.do(app[keys.CONFIG])


def _heed_signals(stop: asyncio.Event, reloading: Reloading) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, reloading.asked.set)


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


async def _announce(
    app: web.Application, port: int, say: Callable[[str], None], program: str
) -> None:
    """That it serves: to systemd, to the log, and below that, where a person looks, to the
    terminal."""
    notify(os.environ, "READY=1")
    started(app[keys.CONFIG])
    for line in await welcome(app, port, program):
        say(line)


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
    if keys.STATIC_FILES not in app:
        return  # it has no pages
    try:
        await asyncio.to_thread(get_ready, app)
    except Exception as error:
        log.exception("Something could not be prepared; the first who ask wait for it")
        report(app, error)


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
