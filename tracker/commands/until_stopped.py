"""What goes on until somebody stops it: the first Ctrl-C, or `systemctl stop`, lets it end well, a
second one breaks it off."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def until_stopped(stop: Event) -> Iterator[None]:
    """In a running loop of the main thread."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task

    def heard() -> None:
        if stop.is_set():
            task.cancel()
        stop.set()

    for each in SIGNALS:
        loop.add_signal_handler(each, heard)
    try:
        yield
    finally:
        for each in SIGNALS:
            loop.remove_signal_handler(each)
