"""As many open files as the system grants, and calm when they are used up."""

from __future__ import annotations

import asyncio
import logging
import resource
import time
from asyncio import constants
from contextlib import suppress
from typing import Any

log = logging.getLogger(__name__)

ENOUGH = 65_536
SAY_EVERY = 60.0  # seconds
RETRY = 0.25  # seconds; asyncio's own second is long for whoever waits to be let in
NO_FILE = "socket.accept() out of system resource"


def take_many_files() -> None:
    """Each connection is an open file, and systems begin with as few as 256."""
    with suppress(ValueError, OSError):  # a limit that stays is no reason not to serve
        least, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = ENOUGH if most == resource.RLIM_INFINITY else min(ENOUGH, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(least, wanted), most))


def calm(loop: asyncio.AbstractEventLoop) -> None:
    """One line a minute where asyncio would write a thousand tracebacks a second."""
    constants.ACCEPT_RETRY_DELAY = RETRY  # type: ignore[misc,assignment]
    said = -SAY_EVERY

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        nonlocal said
        if context.get("message") != NO_FILE:
            loop.default_exception_handler(context)
        elif time.monotonic() - said >= SAY_EVERY:
            said = time.monotonic()
            log.error(
                "New connections have to wait: as many files are open as this process may have. "
                "Raise the limit (LimitNOFILE, ulimit -n)"
            )

    loop.set_exception_handler(handle)
