"""What all leases promise, whatever keeps them."""

import asyncio

import pytest

from tests.engines.engine import Engine
from tests.eventually import A_MOMENT, PATIENCE
from tracker.storage.file.errors import Fenced
from tracker.storage.processes.leases import Lease


async def test_one_holds_it_and_the_next_one_after(engine: Engine) -> None:
    async with engine.leases.hold(f"{engine.name}_0") as first:
        waiting = asyncio.create_task(revision_of(engine))
        await asyncio.sleep(A_MOMENT)
        assert not waiting.done()
        assert not first.lost.is_set()
    async with asyncio.timeout(PATIENCE):
        assert await waiting > first.revision


async def revision_of(engine: Engine) -> int:
    async with engine.leases.hold(f"{engine.name}_0") as lease:
        return lease.revision


async def test_each_has_holders_of_its_own(engine: Engine) -> None:
    async with asyncio.timeout(PATIENCE):
        async with engine.leases.hold(f"{engine.name}_0") as one:
            async with engine.leases.hold(f"{engine.name}_1") as other:
                assert not one.lost.is_set()
                assert not other.lost.is_set()


async def test_who_stops_waiting_is_not_in_the_way(engine: Engine) -> None:
    async with engine.leases.hold(f"{engine.name}_0"):
        waiting = asyncio.create_task(revision_of(engine))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait([waiting])
    async with asyncio.timeout(PATIENCE):
        assert await revision_of(engine)


async def test_who_holds_it_may_write_and_who_has_lost_it_may_not(engine: Engine) -> None:
    async with engine.leases.hold(f"{engine.name}_0") as lease:
        await lease.check()
        lease.is_lost()
        with pytest.raises(Fenced):
            await lease.check()


async def test_who_was_stopped_waits_until_it_is_known_who_has_it() -> None:
    time = [0.0]
    leases = [Lease(1, lambda: time[0], 5.0) for _ in range(3)]
    time[0] = 4.9
    for each in leases:
        await each.check()
    time[0] = 86_400.0
    asked = [asyncio.create_task(each.check()) for each in leases]
    await asyncio.sleep(0)
    assert not any(each.done() for each in asked)
    ours, others, free = leases
    ours.is_renewed(86_405.0)
    others.is_lost()
    free.has_lapsed()
    await asked[0]
    for each in asked[1:]:
        with pytest.raises(Fenced):
            await each
    assert [each.is_over for each in leases] == [False, True, True]
