"""Work in the background gives way to the serving."""

import os
import sys
import threading

import pytest

from tracker.services.passwords import NICENESS, Passwords
from tracker.storage.niceness import give_way
from tracker.storage.unwaited import in_a_thread

only_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere a thread has no niceness"
)


def niceness() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@only_linux
async def test_a_check_is_less_urgent_than_what_serves() -> None:
    assert await in_a_thread(niceness, "check") > niceness()


@only_linux
async def test_hashing_is_the_least_urgent() -> None:
    assert await Passwords()._in_thread(niceness) == NICENESS
    assert niceness() < NICENESS


async def test_where_a_thread_has_none_the_process_keeps_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    before = niceness()
    give_way(10)
    assert niceness() == before
