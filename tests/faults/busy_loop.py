"""How long a callback keeps the event loop to itself, in the loop's own processor time: what other
programs do on a busy machine does not count."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST_MS = 50.0


class Spell(float):
    """Milliseconds; `of` says whose."""

    of: str = ""


@contextmanager
def spells() -> Iterator[list[Spell]]:
    """Every callback of more than a millisecond that runs while the context is open."""
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
    try:
        yield found
    finally:
        asyncio.Handle._run = run
