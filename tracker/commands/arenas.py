"""How many heaps the C library keeps for the process's threads."""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress

ARENAS = 2  # the loop's, and one for all that works beside it
M_ARENA_MAX = -8  # malloc.h of glibc


def keep_few_arenas() -> None:
    """Before there are threads: glibc lets eight a core have one each, and what short-lived threads
    leave in theirs stays with the process, a third of its memory. Where the C library is another
    one, or MALLOC_ARENA_MAX says how many, nothing changes."""
    if sys.platform != "linux" or "MALLOC_ARENA_MAX" in os.environ:
        return
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, ARENAS)
