"""C1: guessing is slow, whatever it is spread over, and keeps nobody out of a browser of theirs."""

import tracemalloc

import pytest

from tracker.services.accounts import throttle as module
from tracker.services.accounts.throttle import (
    KNOWN_BYTES,
    PER_ADDRESS,
    REMEMBERED,
    STRANGERS_BYTES,
    TOGETHER,
    Throttle,
    Try,
)

HOUR = 3600.0


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
    return Throttle(seconds, b"key")


def laptop(number: int = 1) -> Try:
    return Try("home", "ada", f"device {number}", "user 7")


@pytest.mark.fault
def test_a_thousand_tries_of_a_name_and_its_address_in_an_hour_are_eighteen_at_most(
    throttle: Throttle, seconds: Seconds
) -> None:
    admitted = 0
    for number in range(1000):
        seconds.now = number * 3.6
        for typed in ("ada", "ada@example.com"):
            admitted += throttle.admit(Try(f"address {number}", typed)) == 0
    assert 10 < admitted <= 18


@pytest.mark.fault
def test_the_account_of_somebody_else_is_not_slowed_down(throttle: Throttle) -> None:
    for number in range(100):
        throttle.admit(Try(f"address {number}", "ada"))
    assert throttle.admit(Try("home", "grace")) == 0


def test_five_slips_cost_no_waiting_and_a_success_forgets_them(throttle: Throttle) -> None:
    ada = Try("home", "ada")
    for _ in range(2):
        assert [throttle.admit(ada) for _ in range(5)] == [0.0] * 5
        throttle.forgive(ada)
    for _ in range(5):
        throttle.admit(ada)
    assert throttle.admit(ada) == 60.0


@pytest.mark.fault
def test_a_known_browser_is_let_in_whatever_strangers_do(
    throttle: Throttle, seconds: Seconds
) -> None:
    for number in range(3000):
        seconds.now = number * 60.0
        throttle.admit(Try(f"address {number % 7}", "ada"))
        throttle.admit(Try("home", f"name {number}"))
        assert throttle.admit(laptop()) == 0, number
        throttle.forgive(laptop())


@pytest.mark.fault
def test_a_known_browser_that_is_let_in_gives_strangers_no_more_guesses(
    throttle: Throttle, seconds: Seconds
) -> None:
    admitted = 0
    for number in range(1000):
        seconds.now = number * 3.6
        admitted += throttle.admit(Try(f"address {number}", "ada")) == 0
        throttle.admit(laptop())
        throttle.forgive(laptop())
    assert admitted < 10


@pytest.mark.fault
def test_guessing_in_a_known_browser_is_slow_too(throttle: Throttle, seconds: Seconds) -> None:
    admitted = 0
    for number in range(1000):
        seconds.now = number * 3.6
        admitted += throttle.admit(laptop()) == 0
    assert 10 < admitted <= 18


@pytest.mark.fault
def test_collected_browsers_are_no_more_than_strangers_together(
    throttle: Throttle, seconds: Seconds
) -> None:
    """Somebody who got hold of a thousand cookies of one account."""
    admitted = [number for number in range(1000) if throttle.admit(laptop(number)) == 0]
    assert len(admitted) == TOGETHER + 5
    seconds.now = HOUR
    assert [throttle.admit(laptop(number)) == 0 for number in range(2000, 2003)].count(True) == 1
    assert throttle.admit(Try("home", "grace", "device 9", "user 8")) == 0


def test_a_day_later_a_known_browser_is_known_again(throttle: Throttle, seconds: Seconds) -> None:
    for number in range(1000):
        throttle.admit(laptop(number))
    assert throttle.admit(laptop(2000)) > 0
    seconds.now = 25 * HOUR
    assert throttle.admit(laptop(2000)) == 0


def test_one_address_tries_twenty_times_a_minute_at_most(
    throttle: Throttle, seconds: Seconds
) -> None:
    for number in range(PER_ADDRESS):
        assert throttle.admit(Try("spray", f"name {number}")) == 0
    assert 0 < throttle.admit(Try("spray", "another")) <= 60
    assert throttle.admit(Try("home", "another")) == 0
    seconds.now = 60.0
    assert throttle.admit(Try("spray", "yet another")) == 0


def test_a_hundred_wrong_ones_in_a_row_end_the_trying_for_a_day(
    throttle: Throttle, seconds: Seconds
) -> None:
    for number in range(100):
        while throttle.admit(Try(f"address {number}", "ada")):
            seconds.now += 900
    assert throttle.admit(Try("last", "ada")) > 86_000


@pytest.mark.fault
def test_spraying_takes_little_memory_and_makes_no_guessed_name_forgotten(
    throttle: Throttle, seconds: Seconds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 1_000)
    small = Throttle(seconds, b"key")
    small._strangers.most //= 10
    for _ in range(6):
        small.admit(Try("first", "ada"))
    for number in range(3 * small._strangers.most):
        small.admit(Try(f"address {number}", f"name {number}" + 200 * "x"))
    assert len(small._strangers) == small._strangers.most
    assert len(small._addresses) == 1_000
    assert small.admit(Try("last", "ada")) > 0


@pytest.mark.fault
def test_its_bytes_are_what_they_are_said_to_be(seconds: Seconds) -> None:
    """As full as it gets, with names as long as they come."""
    tracemalloc.start()
    try:
        full = Throttle(seconds, b"key")
        before = tracemalloc.get_traced_memory()[0]
        for number in range(full._strangers.most + 10):
            full.admit(Try(f"address {number % (REMEMBERED + 10)}", f"{number}" + 250 * "x"))
            seconds.now += 1
        for number in range(full._known.most + 10):
            full.admit(Try("", "", f"device {number}"))
        taken = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert len(full._strangers) == full._strangers.most
    assert taken < 1.2 * (STRANGERS_BYTES + KNOWN_BYTES + 500 * REMEMBERED)
