"""Threads that give way: where cores are few, the event loop and the writer go first."""

from __future__ import annotations

import logging
import os
import sys
import threading
from functools import cache

log = logging.getLogger(__name__)


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
