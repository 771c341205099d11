"""What processes have left behind goes, and nothing that anybody may still ask for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.eventually import eventually
from tests.making import NOON
from tracker.services.settled_clock import SettledClock
from tracker.services.together import tidying
from tracker.services.together.tidying import Tidying
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.postgres.done import MATTERS, first_time, forget_done
from tracker.storage.postgres.short_memory import SharedMemory, forget_over

DONE = [("refused old", NOON - MATTERS - 1), ("refused new", NOON - MATTERS), ("alerts 0", 7)]


async def test_what_is_over_goes(
    engines: list[Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tidying, "FIRST_LOOK", 0.0)
    monkeypatch.setattr(tidying, "LOOK_EVERY", 0.001)
    accounts, tries = engines[0], iter([RefusesForNow("away")])

    async def refuse_once(*_: object) -> None:
        for error in tries:
            raise error

    async with accounts.transaction() as tx:
        for job, period in DONE:
            await first_time(tx, job, period)
    for kind, at in (("a", NOON - 2_000), ("b", NOON)):
        async with SharedMemory(accounts, kind, 9, b"key", lambda at=at: at).changing("x") as kept:
            kept.put("x", b"", 1.0)
    settled = SettledClock(lambda: NOON, lambda: 0.0)
    async with Tidying(accounts, settled, [refuse_once, forget_done, forget_over]).working():
        await eventually(lambda: left(accounts))
    assert "trying again: RefusesForNow('away')" in caplog.text


async def left(accounts: Any) -> bool:
    done = await accounts.read("select job from done order by job")
    known = await accounts.read("select kind from remembered")
    jobs, kinds = [row["job"] for row in done], [row["kind"] for row in known]
    return (jobs, kinds) == (["alerts 0", "refused new"], ["b"])
