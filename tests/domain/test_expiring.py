"""What is kept for a time, and of that no more than there is room for."""

import pytest

from tracker.domain.expiring import Expiring


class Clock:
    now = 0

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_value_is_found_until_its_time_is_over(clock: Clock) -> None:
    memory: Expiring[str, int] = Expiring(clock, 10)
    memory.put("a", 1, 5)
    memory.put("b", 0, 9)
    clock.now = 4
    assert memory.get("a") == 1
    clock.now = 5
    assert (memory.get("a"), memory.get("b"), memory.get("c")) == (None, 0, None)


def test_a_value_that_is_put_anew_begins_its_time_anew(clock: Clock) -> None:
    memory: Expiring[str, int] = Expiring(clock, 10)
    memory.put("a", 1, 5)
    clock.now = 3
    memory.put("a", 2, 5)
    clock.now = 7
    assert (memory.get("a"), len(memory)) == (2, 1)


def test_what_is_taken_is_there_no_more(clock: Clock) -> None:
    memory: Expiring[str, int] = Expiring(clock, 10)
    memory.put("a", 1, 5)
    assert (memory.pop("a"), memory.pop("a"), len(memory)) == (1, None, 0)


def test_the_longest_unused_goes_where_there_is_no_room(clock: Clock) -> None:
    memory: Expiring[str, int] = Expiring(clock, 2)
    memory.put("a", 1, 5)
    memory.put("b", 2, 5)
    memory.get("a")
    memory.put("c", 3, 5)
    assert (memory.get("a"), memory.get("b"), memory.get("c")) == (1, None, 3)


def test_what_is_over_takes_no_room_from_what_comes(clock: Clock) -> None:
    memory: Expiring[str, int] = Expiring(clock, 10)
    for name in "abc":
        memory.put(name, 1, 5)
    clock.now = 5
    memory.put("d", 1, 5)
    assert len(memory) == 1
