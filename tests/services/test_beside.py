"""Work beside the serving goes on whatever happens, and ends with its context."""

import asyncio

import pytest

from tests.eventually import eventually
from tracker.services import beside as module
from tracker.services.beside import beside


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE", 0.001)


async def test_it_begins_anew_after_an_error_and_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    tries = 0

    async def work() -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise ZeroDivisionError
        await asyncio.Event().wait()

    async with beside(work):
        await eventually(lambda: tries == 3)
    errors = [record for record in caplog.records if record.levelname == "ERROR"]
    assert [record.exc_info[0] for record in errors] == [ZeroDivisionError] * 2


async def test_what_is_done_is_not_done_again() -> None:
    done = 0

    async def work() -> None:
        nonlocal done
        done += 1

    async with beside(work):
        await asyncio.sleep(0.01)
    assert done == 1


async def test_it_ends_with_its_context() -> None:
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    with pytest.raises(ZeroDivisionError):
        async with beside(work):
            await asyncio.sleep(0)
            raise ZeroDivisionError
    assert ended.is_set()
