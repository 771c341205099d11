"""Work in the background gives way to the serving."""

import asyncio
import errno
import os
import sys
import threading
from collections.abc import Iterator

import pytest

from tests.eventually import A_MOMENT, PATIENCE
from tracker.services.accounts.passwords import NICENESS, Passwords
from tracker.storage.threads import _say, give_way, in_a_thread, to_its_end

only_linux = pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere a thread has no niceness"
)


@pytest.fixture(autouse=True)
def nothing_gives_way() -> None:
    """Here it does."""


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


@only_linux
class TestASystemThatDoesNotAllowIt:
    """As a filter of system calls that denies setpriority."""

    @pytest.fixture(autouse=True)
    def denied(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        def deny(*_: object) -> None:
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

        monkeypatch.setattr(os, "setpriority", deny)
        _say.cache_clear()
        yield
        _say.cache_clear()

    async def test_the_work_is_done_all_the_same(self) -> None:
        async with asyncio.timeout(PATIENCE):
            assert await in_a_thread(lambda: "done", "check") == "done"
            assert await Passwords()._in_thread(lambda: "done") == "done"

    async def test_it_is_said_once(self, caplog: pytest.LogCaptureFixture) -> None:
        for _ in range(3):
            await in_a_thread(niceness, "check")
        said = [each for each in caplog.messages if "SystemCallFilter=setpriority" in each]
        assert len(said) == 1


@pytest.mark.parametrize("met", [OSError(errno.EPERM, "no"), StopIteration(), SystemExit(3)])
async def test_whatever_a_thread_meets_is_an_answer(met: BaseException) -> None:
    def work() -> None:
        raise met

    async with asyncio.timeout(PATIENCE):
        with pytest.raises((OSError, RuntimeError)) as failed:
            await in_a_thread(work, "check")
    assert met in (failed.value, failed.value.__cause__)


@pytest.mark.parametrize("hurry", [None, lambda: None], ids=["waits", "hurries"])
async def test_who_is_told_to_go_again_and_again_still_waits_for_the_work(hurry) -> None:
    """Else somebody else begins with what the thread still has."""
    held, begun = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        held.wait(PATIENCE)

    waiting = asyncio.create_task(to_its_end(work, "work", hurry))
    await asyncio.to_thread(begun.wait, PATIENCE)
    for _ in range(3):
        waiting.cancel()
        await asyncio.wait({waiting}, timeout=A_MOMENT)
        assert not waiting.done()
    held.set()
    await asyncio.wait({waiting}, timeout=PATIENCE)
    assert waiting.cancelled()
