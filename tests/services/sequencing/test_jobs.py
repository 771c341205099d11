"""What goes on beside the serving goes on once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.engines.memory_leases import MemoryLeases
from tests.eventually import eventually
from tracker.services.sequencing.held import Held
from tracker.services.sequencing.jobs import once
from tracker.services.sequencing.roles import holding


class Process:
    def __init__(self, name: str, log: list[str]) -> None:
        self.name = name
        self.log = log

    @asynccontextmanager
    async def pruning(self) -> AsyncIterator[None]:
        self.log.append(f"{self.name} prunes")
        try:
            yield
        finally:
            self.log.append(f"{self.name} ends")

    @asynccontextmanager
    async def mailing(self) -> AsyncIterator[None]:
        self.log.append(f"{self.name} mails")
        try:
            yield
        finally:
            self.log.append(f"{self.name} has mailed")


async def test_the_next_begins_where_one_is_not_heard_of() -> None:
    leases, log = MemoryLeases(), list[str]()
    one, two = Process("one", log), Process("two", log)
    async with holding(leases, {"jobs": once(Held(), one.pruning, one.mailing)}):
        await eventually(lambda: len(log) == 2)
        async with holding(leases, {"jobs": once(Held(), two.pruning, two.mailing)}):
            assert log == ["one prunes", "one mails"]
            leases.take_away("jobs")
            await eventually(lambda: {"two mails", "one has mailed", "one ends"} <= {*log})
            assert len(log) == 6
    assert log[6:8] == ["two has mailed", "two ends"]
