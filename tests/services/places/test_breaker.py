import pytest

from tracker.services.places.breaker import FAILURES, Breaker


class Clock:
    now = 1_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def breaker(clock):
    return Breaker(clock, pause=60)


def fail(breaker, times=FAILURES):
    for _ in range(times):
        assert breaker.wait() == 0
        breaker.failed()


def test_calls_go_while_all_is_well(breaker):
    assert breaker.is_closed
    assert breaker.wait() == 0


def test_it_opens_after_five_failures_in_a_row(breaker):
    fail(breaker, FAILURES - 1)
    assert breaker.is_closed
    fail(breaker, 1)
    assert not breaker.is_closed
    assert breaker.wait() == 60


def test_a_success_between_starts_the_count_anew(breaker):
    fail(breaker, FAILURES - 1)
    breaker.succeeded()
    fail(breaker, FAILURES - 1)
    assert breaker.is_closed


def test_after_the_pause_one_call_goes_and_the_others_wait(breaker, clock):
    fail(breaker)
    clock.now += 60
    assert breaker.wait() == 0
    assert breaker.wait() > 0


def test_it_closes_when_the_one_call_succeeds(breaker, clock):
    fail(breaker)
    clock.now += 60
    breaker.wait()
    breaker.succeeded()
    assert breaker.is_closed
    assert breaker.wait() == 0


def test_it_opens_again_when_the_one_call_fails(breaker, clock):
    fail(breaker)
    clock.now += 60
    breaker.wait()
    breaker.failed()
    assert breaker.wait() == 60


def test_it_opens_at_once_when_told_to(breaker):
    breaker.open(10)
    assert breaker.wait() == 10


def test_a_shorter_pause_does_not_cut_a_longer_one(breaker):
    breaker.open(100)
    breaker.open(10)
    assert breaker.wait() == 100


def test_a_late_answer_does_not_close_it(breaker):
    fail(breaker)
    breaker.succeeded()
    assert not breaker.is_closed
