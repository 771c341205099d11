"""C1: guessing is slow, whatever it is spread over."""

import pytest

from tracker.services.throttle import PER_ADDRESS, REMEMBERED, Throttle


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def throttle(seconds: Seconds) -> Throttle:
    return Throttle(seconds)


@pytest.mark.fault
@pytest.mark.parametrize("account", [7, "nobody"])
def test_a_thousand_tries_in_an_hour_are_eighteen(
    throttle: Throttle, seconds: Seconds, account: int | str
) -> None:
    admitted = 0
    for number in range(1000):
        seconds.now = number * 3.6
        admitted += throttle.admit(f"address {number}", account) == 0
    assert 10 < admitted <= 18


@pytest.mark.fault
def test_the_account_of_somebody_else_is_not_slowed_down(throttle: Throttle) -> None:
    for number in range(100):
        throttle.admit(f"address {number}", 7)
    assert throttle.admit("home", 8) == 0


def test_five_slips_cost_no_waiting_and_a_success_forgets_them(throttle: Throttle) -> None:
    for _ in range(2):
        assert [throttle.admit("home", 7) for _ in range(5)] == [0.0] * 5
        throttle.forgive(7)
    for _ in range(5):
        throttle.admit("home", 7)
    assert throttle.admit("home", 7) == 1.0


def test_one_address_tries_twenty_times_a_minute_at_most(
    throttle: Throttle, seconds: Seconds
) -> None:
    for number in range(PER_ADDRESS):
        assert throttle.admit("spray", number) == 0
    assert 0 < throttle.admit("spray", 1000) <= 60
    assert throttle.admit("home", 1000) == 0
    seconds.now = 60.0
    assert throttle.admit("spray", 1001) == 0


def test_a_hundred_wrong_ones_in_a_row_end_the_trying_for_a_day(
    throttle: Throttle, seconds: Seconds
) -> None:
    for number in range(100):
        while throttle.admit(f"address {number}", 7):
            seconds.now += 900
    assert throttle.admit("last", 7) > 86_000


@pytest.mark.fault
def test_spraying_takes_no_memory_and_makes_no_account_forgotten(throttle: Throttle) -> None:
    for _ in range(6):
        throttle.admit("first", 7)
    for number in range(3 * REMEMBERED):
        throttle.admit(f"address {number}", f"name {number}")
    assert len(throttle._names) == len(throttle._addresses) == REMEMBERED
    assert throttle.admit("last", 7) > 0
