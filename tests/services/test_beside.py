"""Work beside the serving goes on whatever happens, and ends with its context."""

import asyncio

import pytest

from tests.eventually import A_MOMENT, PATIENCE, eventually
from tracker.services import background as module
from tracker.services.background import beside


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


class Stubborn:
    """Work that ends a while after it was told to, or with a failure."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.began, self.told, self.may_end = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.times = 0
        self._failure = failure

    async def __call__(self) -> None:
        self.times += 1
        self.began.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.told.set()
            if self._failure:
                raise self._failure
            await self.may_end.wait()


async def test_who_is_cancelled_while_it_ends_is_cancelled() -> None:
    work, went_on = Stubborn(), False

    async def caller() -> None:
        nonlocal went_on
        async with beside(work):
            await work.began.wait()
        went_on = True

    calling = asyncio.create_task(caller())
    await work.told.wait()
    calling.cancel()
    work.may_end.set()
    await asyncio.wait({calling})
    assert (calling.cancelled(), went_on) == (True, False)


async def test_a_time_limit_around_it_holds() -> None:
    work = Stubborn()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(A_MOMENT), beside(work):
            await work.began.wait()
    work.may_end.set()


async def test_work_that_fails_as_it_is_told_to_end_has_ended(
    caplog: pytest.LogCaptureFixture,
) -> None:
    work = Stubborn(ZeroDivisionError())
    async with asyncio.timeout(PATIENCE), beside(work):
        await work.began.wait()
    assert work.times == 1
    assert "failed at its end" in caplog.text
