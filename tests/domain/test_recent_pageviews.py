"""Which pageview had a beacon: for an hour, over generations, and under a flood."""

from random import Random

import pytest

from tracker.domain.recent_pageviews import RecentPageviews
from tracker.domain.rows import Pageview

HOUR = 3_600_000


def filled(most: int, count: int, step: int = 1) -> tuple[RecentPageviews, list[int]]:
    """So many, one every `step` ms; what each has is worked out from its number."""
    chance, memory = Random(1), RecentPageviews(HOUR, most, b"secret")
    beacons = [chance.getrandbits(63) for _ in range(count)]
    for number, beacon in enumerate(beacons):
        memory.put(beacon, number * 7, number + 1, number * step)
    return memory, beacons


@pytest.mark.parametrize("count", [1, 100, 9_000, 60_000])
def test_each_has_its_own_over_all_generations(count: int) -> None:
    memory, beacons = filled(200_000, count)
    for number in range(0, count, max(1, count // 500)):
        assert memory.find(beacons[number]) == Pageview(number * 7, number + 1, number)


def test_what_nobody_has_put_is_not_found() -> None:
    memory, _ = filled(1_000, 100)
    assert memory.find(5) is None


def test_one_that_is_put_again_has_what_came_last() -> None:
    memory, beacons = filled(100_000, 20_000)
    memory.put(beacons[3], 1, 2, 30_000)
    assert memory.find(beacons[3]) == Pageview(1, 2, 30_000)


def test_after_an_hour_it_is_forgotten() -> None:
    memory, beacons = filled(100_000, 100)
    memory.put(1, 1, 1, 2 * HOUR)
    assert memory.find(beacons[0]) is None
    assert beacons[0] not in memory
    assert memory.find(1) == Pageview(1, 1, 2 * HOUR)


def test_of_a_flood_the_newest_are_known() -> None:
    memory, beacons = filled(8_000, 40_000)
    known = [number for number, beacon in enumerate(beacons) if memory.find(beacon)]
    assert 4_000 < len(known) <= 8_000
    assert known[-1] == 39_999
    assert known[0] > 30_000
    for number in known:
        assert memory.find(beacons[number]) == Pageview(number * 7, number + 1, number)
