"""How long a callback keeps the event loop to itself, in the loop's own processor time: what other
programs do on a busy machine does not count."""

import asyncio
import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST_MS = 50.0


class Spell(float):
    """Milliseconds; `of` says whose."""

    of: str = ""


@contextmanager
def spells() -> Iterator[list[Spell]]:
    """Every callback of more than a millisecond that runs while the context is open.

    Without the garbage collector: what a process of tests has piled up is no server's."""
    found: list[Spell] = []
    run = asyncio.Handle._run

    def timed(handle: asyncio.Handle) -> None:
        started = time.thread_time()
        run(handle)
        taken = (time.thread_time() - started) * 1000
        if taken > 1:
            found.append(Spell(taken))
            found[-1].of = repr(handle)

    asyncio.Handle._run = timed
    gc.disable()
    try:
        yield found
    finally:
        gc.enable()
        asyncio.Handle._run = run
