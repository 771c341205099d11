"""RecentInts against a plain set, its limits and its memory."""

import random
import sys
import tracemalloc
from array import array
from secrets import token_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain import recent as module
from tracker.domain.recent import RecentInts

HOUR = 3_600_000
VALUES = st.integers(0, 2**63 - 1)


def hashes(count: int, seed: int = 1) -> list[int]:
    chance = random.Random(seed)
    return [chance.getrandbits(63) for _ in range(count)]


def test_nothing_is_known_at_first():
    assert 5 not in RecentInts(HOUR)
    assert len(RecentInts(HOUR)) == 0


def test_zero_and_the_largest_value_are_values_like_others():
    recent = RecentInts(HOUR)
    recent.add(0, 1)
    assert 0 in recent
    assert 2**63 - 1 not in recent
    recent.add(2**63 - 1, 1)
    assert 2**63 - 1 in recent


@given(st.lists(VALUES, max_size=200), st.lists(VALUES, max_size=200))
def test_it_knows_exactly_what_was_added(added: list[int], others: list[int]):
    recent = RecentInts(HOUR, most=1_000)
    for value in added:
        recent.add(value, 0)
    assert all(value in recent for value in added)
    assert [value in recent for value in others] == [value in added for value in others]


def test_it_agrees_with_a_set_while_it_grows_through_many_generations():
    recent = RecentInts(HOUR, most=400_000)
    known, strangers = hashes(200_000), hashes(50_000, seed=2)
    for now, value in enumerate(known):
        recent.add(value, now)
    assert all(value in recent for value in known)
    assert not any(value in recent for value in strangers)
    assert len(recent) == len(set(known))


def test_many_at_once_are_kept_like_one_after_the_other():
    at_once, singly = RecentInts(HOUR, most=400_000), RecentInts(HOUR, most=400_000)
    known, strangers = [*hashes(50_000) * 2, 7, 7], hashes(50_000, seed=2)
    at_once.add_all(known, 1)
    for value in known:
        singly.add(value, 1)
    assert all(value in at_once for value in known)
    assert not any(value in at_once for value in strangers)
    assert len(at_once) == len(singly)


def test_neighbouring_and_strided_values_are_told_apart():
    recent = RecentInts(HOUR)
    for value in range(0, 2**20 * 3_000, 2**20):
        recent.add(value, 0)
    for value in range(3_000):
        recent.add(value, 0)
    assert all(value * 2**20 in recent for value in range(3_000))
    assert 3_000 not in recent


def test_a_value_that_was_forgotten_hides_no_other_and_may_come_back():
    recent = RecentInts(HOUR, most=64_000)
    known = hashes(20_000)
    for now, value in enumerate([*known, *known[:100]]):  # some of them twice
        recent.add(value, now)
    for value in known[:50]:
        recent.forget(value)
    recent.forget(known[0])
    assert [value in recent for value in known[:51]] == [False] * 50 + [True]
    assert all(value in recent for value in known[50:])
    recent.add(known[0], 0)
    assert known[0] in recent


def test_a_value_is_remembered_for_the_whole_time():
    recent = RecentInts(HOUR)
    recent.add(7, 0)
    for now in range(0, HOUR + 1, HOUR // 60):
        recent.add(now + 1_000, now)
        assert 7 in recent


def test_a_value_is_forgotten_within_half_as_long_again():
    recent = RecentInts(HOUR)
    recent.add(7, 0)
    for now in range(0, HOUR * 3 // 2, HOUR // 60):
        recent.add(now + 1_000, now)
    assert 7 not in recent


def test_a_value_seen_again_is_remembered_from_then_on():
    recent = RecentInts(HOUR)
    recent.add(7, 0)
    recent.add(7, HOUR // 2)
    for now in range(HOUR // 2, HOUR * 3 // 2 + 1, HOUR // 60):
        recent.add(now + 1_000, now)
    assert 7 in recent


def test_what_was_asked_for_is_known_to_the_same_asker_only():
    recent, earlier = RecentInts(HOUR), set[int]()
    recent.add(7, 0)
    assert [recent.again(value, earlier) for value in (7, 8, 8)] == [True, False, True]
    assert 8 not in recent


def test_after_a_silent_night_everything_is_forgotten():
    recent = RecentInts(HOUR)
    for value in range(1, 1_000):
        recent.add(value, 0)
    recent.add(5_000, HOUR * 9)
    assert not any(value in recent for value in range(1, 1_000))
    assert len(recent) == 1


def test_a_clock_set_back_loses_nothing():
    recent = RecentInts(HOUR)
    recent.add(7, HOUR * 24)
    recent.add(8, 0)
    assert 7 in recent
    assert 8 in recent


def test_the_oldest_go_first_when_there_are_too_many():
    recent = RecentInts(HOUR, most=64_000)
    values = hashes(200_000)
    for value in values:
        recent.add(value, 0)
    assert len(recent) <= 64_000
    assert all(value in recent for value in values[-56_000:])
    assert not any(value in recent for value in values[:100_000])


def test_forgetting_goes_on_after_the_generations_numbers_come_round():
    recent = RecentInts(600, most=1_000)
    values = hashes(9_000)
    for number, value in enumerate(values):
        recent.add(value, number * 50)  # a generation lasts 100 ms: some 4,500 of them
    assert all(value in recent for value in values[-12:])
    assert not any(value in recent for value in values[:-30])


def test_a_quiet_site_after_a_busy_one_gives_the_memory_back():
    recent = RecentInts(HOUR, most=400_000)
    for value in hashes(300_000):
        recent.add(value, 0)
    for minute in range(60 * 6):
        recent.add(minute + 1, minute * 60_000)
    assert sum(sys.getsizeof(table) for table in recent._tables) < 2_000_000


@pytest.mark.fault
def test_an_entry_of_a_full_memory_takes_at_most_seventeen_bytes():
    values = hashes(2**17)
    tracemalloc.start()
    try:
        recent = RecentInts(HOUR, most=2**16)
        for value in values:
            recent.add(value, 0)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held / len(recent) <= 17


def test_many_are_remembered_at_once():
    recent = RecentInts(HOUR)
    recent.add_all([3, 5], 0)
    assert [value in recent for value in (3, 4, 5)] == [True, False, True]


class Walked(array):
    """Counts how often a place is looked at."""

    looks = 0

    def __mul__(self, times):
        return Walked("q", array("q", self) * times)

    def __getitem__(self, at):
        Walked.looks += 1
        return super().__getitem__(at)


def looks(values: list[int], monkeypatch: pytest.MonkeyPatch) -> int:
    """That remembering these takes, and looking for each."""
    monkeypatch.setattr(module, "array", Walked)
    monkeypatch.setattr(Walked, "looks", 0)
    recent = RecentInts(HOUR, most=400_000, secret=token_bytes(16))
    for value in values:
        recent.add(value, 0)
    assert all(value in recent for value in values)
    return Walked.looks


def test_crafted_numbers_take_no_longer_than_others(monkeypatch: pytest.MonkeyPatch):
    table = int(8_192 / 0.6) | 1  # places of the first table
    crafted = [number * table for number in range(1, 4_001)]
    shifted = [number << 40 for number in range(1, 4_001)]
    usual = looks(hashes(4_000), monkeypatch)
    assert looks(crafted, monkeypatch) < 2 * usual
    assert looks(shifted, monkeypatch) < 2 * usual


def test_where_a_number_stands_depends_on_the_secret():
    tables = [RecentInts(HOUR, secret=secret) for secret in (b"one", b"two")]
    for recent in tables:
        recent.add_all(range(1, 100), 0)
    assert tables[0]._tables[0] != tables[1]._tables[0]
