"""Work in the background gives way to the serving."""

import os
import sys
import threading

import pytest

from tracker.services.passwords import NICENESS, Passwords
from tracker.storage.unwaited import in_a_thread

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has it for a thread")


def niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


async def test_a_check_is_less_urgent_than_what_serves() -> None:
    assert await in_a_thread(niceness, "check") > niceness()


async def test_hashing_is_the_least_urgent() -> None:
    assert await Passwords()._in_thread(niceness) == NICENESS
    assert niceness() < NICENESS
