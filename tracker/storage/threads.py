"""Work that blocks and that nobody waits for when the server stops; where cores are few, the event
loop and the writer go first."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from typing import TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")

AGAIN = 0.05  # seconds until what is to end is told once more
NICENESS = 10  # a tenth of a core that others want: a check or a backup still gets done


async def to_its_end(
    work: Callable[[], T], name: str, hurry: Callable[[], None] | None = None
) -> T:
    """In a thread. Whoever waits may go, but not before the work has ended, however often they are
    told to: somebody else would begin with what the thread still has. With `hurry` it is told
    then, again and again: between two statements nobody hears it."""
    working = asyncio.create_task(in_a_thread(work, name))
    try:
        return await asyncio.shield(working)
    finally:
        while not working.done():
            if hurry:
                hurry()
            with suppress(asyncio.CancelledError):  # told to go once more
                await asyncio.wait({working}, timeout=AGAIN if hurry else None)
        working.exception()  # else asyncio complains that nobody has looked at it


async def in_a_thread(work: Callable[[], T], name: str) -> T:
    """As asyncio.to_thread, but in a thread that ends with the process, whatever it does then, and
    that gives way to the serving.

    Whatever the thread meets is an answer: nobody waits for ever."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def run() -> None:
        try:
            give_way(NICENESS)
            tell(partial(done.set_result, work()))
        except BaseException as error:
            tell(partial(done.set_exception, _for_a_task(error)))

    def tell(settle: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(lambda: None if done.done() else settle())

    threading.Thread(target=run, name=name, daemon=True).start()
    return await done


def _for_a_task(error: BaseException) -> Exception:
    """As it is, unless a future would not take it or it would end the loop of whoever waits."""
    if isinstance(error, Exception) and not isinstance(error, StopIteration):
        return error
    failed = RuntimeError(f"The work ended with {error!r}")
    failed.__cause__ = error
    return failed


def give_way(niceness: int) -> None:
    """Make the calling thread less urgent, up to 19; never fails. Where the system does not allow
    it the work is done all the same, as urgently as the rest.

    Only on Linux has a thread a niceness of its own; elsewhere it would be the whole process's."""
    if sys.platform != "linux":
        return
    try:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)
    except OSError as error:
        _say(error.strerror)


@cache
def _say(why: str) -> None:
    """Once a run, not once a thread."""
    log.warning(
        "Threads cannot give way to the serving (setpriority: %s): hits may be slow beside a "
        "backup or a log-in. A unit of systemd needs SystemCallFilter=setpriority",
        why,
    )
