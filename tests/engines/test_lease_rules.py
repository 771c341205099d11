"""What all leases promise, whatever keeps them."""

import asyncio

from tests.engines.engine import Engine
from tests.eventually import A_MOMENT, PATIENCE


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
