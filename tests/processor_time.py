"""How long something takes, whatever else this machine does meanwhile."""

import time
from collections.abc import Callable


def quickest(work: Callable[[], object], times: int = 5) -> float:
    """Seconds of this thread's own processor time, in the quickest of some runs: a busy machine
    makes a run slower, never quicker."""
    return min(_seconds(work) for _ in range(times))


def _seconds(work: Callable[[], object]) -> float:
    began = time.thread_time()
    work()
    return time.thread_time() - began
