"""Who does what only one should do."""

from __future__ import annotations

import asyncio

import pytest

from tests.engines.memory_leases import MemoryLeases
from tests.eventually import A_MOMENT, eventually
from tracker.services.sequencing.roles import holding
from tracker.storage.file.errors import Fenced
from tracker.storage.processes.leases import Lease


class Role:
    """Who does it now, by the revision of the lease; `failing` is raised in the end."""

    def __init__(self) -> None:
        self.now: list[int] = []
        self.all: list[int] = []
        self.end = asyncio.Event()
        self.failing: Exception = Fenced("somebody else has written")

    async def __call__(self, lease: Lease) -> None:
        revision = lease.revision
        self.now.append(revision)
        self.all.append(revision)
        try:
            await self.end.wait()
            self.end.clear()
            raise self.failing
        finally:
            self.now.remove(revision)


@pytest.fixture
def leases() -> MemoryLeases:
    return MemoryLeases()


async def test_one_of_several_processes_does_it(leases: MemoryLeases) -> None:
    role = Role()
    async with holding(leases, {"seq_0": role}), holding(leases, {"seq_0": role}):
        await eventually(lambda: role.now)
        await asyncio.sleep(A_MOMENT)
        assert len(role.now) == 1
    assert role.now == []


async def test_when_it_stops_the_next_one_does(leases: MemoryLeases) -> None:
    role = Role()
    first = holding(leases, {"seq_0": role})
    await first.__aenter__()
    async with holding(leases, {"seq_0": role}):
        await eventually(lambda: role.now == [1])
        await first.__aexit__(None, None, None)
        await eventually(lambda: role.now == [2])


async def test_each_shard_has_its_own(leases: MemoryLeases) -> None:
    one, other = Role(), Role()
    async with holding(leases, {"seq_0": one, "seq_1": other}):
        await eventually(lambda: one.now and other.now)


async def test_who_has_lost_the_lease_stops_and_waits(leases: MemoryLeases) -> None:
    one, other = Role(), Role()
    async with holding(leases, {"seq_0": one}):
        await eventually(lambda: one.now)
        async with holding(leases, {"seq_0": other}):
            await asyncio.sleep(0)
            leases.take_away("seq_0")
            await eventually(lambda: other.now == [2])
            await eventually(lambda: not one.now)
        await eventually(lambda: one.now == [3])


async def test_who_was_fenced_begins_anew(
    leases: MemoryLeases, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    role = Role()
    async with holding(leases, {"seq_0": role}):
        await eventually(lambda: role.now == [1])
        role.end.set()
        await eventually(lambda: role.now == [2])
    assert "seq_0 is done by another" in caplog.text


async def test_an_error_that_nobody_expected_is_told_and_the_lease_is_free(
    leases: MemoryLeases, caplog: pytest.LogCaptureFixture
) -> None:
    role, other = Role(), Role()
    role.failing = ZeroDivisionError("what is this")
    async with holding(leases, {"seq_0": role}):
        await eventually(lambda: role.now)
        async with holding(leases, {"seq_0": other}):
            role.end.set()
            await eventually(lambda: other.now)
    assert "what is this" in caplog.text
