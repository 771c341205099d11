"""What a site may bring is divided among those who take it."""

from __future__ import annotations

from unittest.mock import Mock

import pytest

from tests.engines.memory_bus import MemoryBus
from tests.eventually import eventually
from tests.services.accounts.test_throttle import Seconds
from tracker.services.limits import fronts as module
from tracker.services.limits.fronts import Fronts
from tracker.services.limits.gates import Gates
from tracker.services.limits.rate_gate import RateGate


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EVERY", 0.001)


async def test_each_hears_how_many_there_are_and_misses_who_is_gone() -> None:
    bus, seconds = MemoryBus(), Seconds()
    one, two = list[int](), list[int]()
    async with Fronts(bus, "one", seconds, one.append).counting():
        async with Fronts(bus, "two", seconds, two.append).counting():
            await eventually(lambda: one == two == [2])
            seconds.now += module.GONE - 1
            await eventually(lambda: one == two == [2])
        seconds.now += 1.5
        assert one == [2]
        seconds.now += module.GONE
        await eventually(lambda: one == [2, 1])


async def test_names_that_somebody_makes_up_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    told = list[int]()
    one = Fronts(MemoryBus(), "one", Seconds(), told.append)
    for name in (b"two", b"\xff", b"three", b"two", b"one"):
        one._note(name)
    assert told == [2, 3]


@pytest.mark.parametrize(
    ("rate", "fronts", "each"), [(100, 1, 100), (100, 4, 25), (100, 50, 10), (5, 4, 5)]
)
async def test_a_share_is_never_so_small_that_one_visitor_fills_it(
    rate: float, fronts: int, each: int
) -> None:
    gates = Gates(RateGate(1, 1), RateGate(1, 1), Mock(), lambda: 0.0)
    gates.sites_may(rate)
    gates.among(fronts)
    assert sum(gates.sites.allows(1, 0.0) for _ in range(200)) == each
    gates.sites_may(1000)
    assert sum(gates.sites.allows(2, 0.0) for _ in range(2000)) == 1000 / fronts
