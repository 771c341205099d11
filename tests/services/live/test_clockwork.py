"""What goes on beside the requests, come what may."""

import asyncio
from contextlib import ExitStack

import pytest

from tests.eventually import eventually
from tests.making import NOON
from tracker.domain.filters import EVERYTHING
from tracker.services.live import clockwork
from tracker.services.live.fan_out import Live
from tracker.services.presence.presence import Presence


class FullDisk:
    """Salts that cannot be written."""

    tries = 0

    def turn(self, _: int) -> None:
        self.tries += 1
        raise OSError(28, "No space left on device")


async def test_a_full_disk_does_not_stop_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clockwork, "EVERY", 0.001)
    monkeypatch.setattr(clockwork, "SALTS_EVERY", 1)
    salts = FullDisk()
    ticking = asyncio.create_task(clockwork.tick(Presence(), Live(), salts, lambda: NOON))
    await eventually(lambda: salts.tries > 2)
    ticking.cancel()
    await asyncio.wait([ticking])
    assert ticking.cancelled()


async def test_hits_come_between_the_tellings_of_two_sites() -> None:
    presence, live, told = Presence(), Live(), list[int]()
    turn = 0

    def sink(_: object) -> bool:
        told.append(turn)
        return True

    with ExitStack() as stack:
        watching = [
            asyncio.create_task(stack.enter_context(live.watch(site, EVERYTHING, sink)).next())
            for site in range(1, 9)
        ]
        ticking = asyncio.create_task(clockwork.tick(presence, live, FullDisk(), lambda: NOON))
        while len(told) < len(watching):
            turn += 1
            await asyncio.sleep(0)
        for task in (ticking, *watching):
            task.cancel()
        await asyncio.wait([ticking, *watching])
    assert len(set(told)) == len(watching)
