"""Work that blocks and that nobody waits for when the server stops."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from tracker.storage.file.niceness import give_way

T = TypeVar("T")

NICENESS = 10  # a tenth of a core that others want: a check or a backup still gets done


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
