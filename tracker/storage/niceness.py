"""Threads that give way: where cores are few, the event loop and the writer go first."""

from __future__ import annotations

import os
import sys
import threading


def give_way(niceness: int) -> None:
    """Make the calling thread less urgent, up to 19.

    Only on Linux has a thread a niceness of its own; elsewhere it would be the whole process's."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)
