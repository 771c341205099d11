"""The time by which things are forgotten: a leap ahead has to last for an hour."""

import pytest

from tests.eventually import eventually
from tracker.services import settled_clock
from tracker.services.settled_clock import SettledClock

DAY = 86_400_000
HOUR = DAY // 24
NOON = 1_795_262_400_000


class Clocks:
    """The wall's, and one that nobody sets."""

    def __init__(self) -> None:
        self.wall, self.steady = NOON, 1000.0
        self.settled = SettledClock(lambda: self.wall, lambda: self.steady)

    def later(self, hours: float) -> None:
        self.wall += round(hours * HOUR)
        self.steady += hours * 3600


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


def test_it_runs_with_the_clock(clocks: Clocks) -> None:
    for _ in range(100):
        clocks.later(5)
        clocks.wall += 3_000  # slewed
        assert (clocks.settled(), clocks.settled.ahead) == (clocks.wall, 0)


def test_a_leap_is_believed_after_an_hour(clocks: Clocks) -> None:
    clocks.wall += 400 * DAY
    assert (clocks.settled(), clocks.settled.ahead) == (NOON, 400 * DAY)
    clocks.later(0.99)
    assert clocks.settled() == NOON + round(0.99 * HOUR)
    clocks.later(0.02)
    assert (clocks.settled(), clocks.settled.ahead) == (clocks.wall, 0)


def test_a_leap_that_is_taken_back_is_forgotten(clocks: Clocks) -> None:
    clocks.wall += 400 * DAY
    clocks.settled()
    clocks.later(0.5)
    clocks.wall -= 400 * DAY
    assert clocks.settled() == clocks.wall
    clocks.later(0.6)
    clocks.wall += 400 * DAY
    assert clocks.settled() == clocks.wall - 400 * DAY


def test_a_step_back_is_believed_at_once_and_the_way_forward_again_is_not(clocks: Clocks) -> None:
    clocks.wall -= 20 * DAY
    assert clocks.settled() == clocks.wall
    clocks.wall += 20 * DAY
    assert clocks.settled() == clocks.wall - 20 * DAY


@pytest.mark.parametrize(("off", "believed"), [(2 * DAY, True), (30 * DAY, False), (0, True)])
def test_at_a_start_a_clock_far_beyond_the_last_sign_of_life_is_in_doubt(
    clocks: Clocks, off: int, believed: bool
) -> None:
    clocks.settled.begin(NOON - off if off else 0)
    assert (clocks.settled() == NOON) == believed
    clocks.later(1)
    assert clocks.settled() == clocks.wall


async def test_once_it_is_sure_things_are_put_right(
    clocks: Clocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settled_clock, "LOOK_EVERY", 0.001)
    told: list[int] = []

    async def when_sure(now: int) -> None:
        told.append(now)

    async with clocks.settled.looking(when_sure):
        clocks.later(1)
        await eventually(lambda: told == [clocks.wall], within=30)
        clocks.wall += DAY
        await eventually(lambda: clocks.settled.ahead, within=30)
        clocks.wall -= DAY
        await eventually(lambda: not clocks.settled.ahead, within=30)
        assert len(told) == 1
        clocks.later(1.5)
        await eventually(lambda: told[1:] == [clocks.wall], within=30)
