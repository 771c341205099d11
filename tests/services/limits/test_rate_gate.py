"""How often is too often."""

from hypothesis import given
from hypothesis import strategies as st

from tracker.services.limits.rate_gate import RateGate


class Bucket:
    """The plain form of the rule."""

    def __init__(self, rate: int, burst: int) -> None:
        self.rate, self.burst, self.tokens, self.at = rate, burst, float(burst), 0.0

    def allows(self, now: float) -> bool:
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
        self.at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


# Steps in quarters of a second, and rates that divide them: no rounding decides.
@given(
    st.sampled_from([1, 2, 4]),
    st.integers(1, 8),
    st.lists(st.integers(0, 12), max_size=80),
)
def test_it_is_a_bucket_of_tokens(rate, burst, steps):
    gate, bucket, now = RateGate(rate, burst), Bucket(rate, burst), 1_000.0
    bucket.at = now
    for step in steps:
        now += step / 4
        assert gate.allows("a", now) == bucket.allows(now)


def test_keys_are_apart():
    gate = RateGate(1, 2)
    assert [gate.allows(key, 5.0) for key in "aabba"] == [True, True, True, True, False]


def test_no_crowd_of_addresses_fills_the_memory():
    gate = RateGate(1, 2, most=100)
    for number in range(10_000):
        gate.allows(number, 5.0)
    assert len(gate) <= 101


def test_one_who_keeps_coming_is_not_forgotten_among_many():
    gate = RateGate(1, 2, most=100)
    allowed = 0
    for number in range(10_000):
        allowed += gate.allows("greedy", 5.0)
        gate.allows(number, 5.0)
    assert allowed == 2
