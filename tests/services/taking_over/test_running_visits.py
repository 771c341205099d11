"""Which visit is in progress, by the hashes that lead to it."""

import pytest

from tests.making import NOON
from tracker.services.taking_over import running_visits
from tracker.services.taking_over.running_visits import GENERATION, Running, RunningVisits


@pytest.fixture
def visits() -> RunningVisits:
    made = RunningVisits()
    made.turn_to(NOON)
    return made


def test_a_visitor_has_one(visits: RunningVisits) -> None:
    assert visits.of(1, 0) is visits.of(1, 0)
    assert visits.of(1, 0) is not visits.of(2, 0)


def test_over_midnight_both_hashes_lead_to_it(visits: RunningVisits) -> None:
    before = visits.of(1, 0)
    assert visits.of(2, 1) is before
    assert visits.of(1, 0) is before
    assert visits.of(2, 0) is before


def test_one_who_has_none_is_not_remembered_by_a_look(visits: RunningVisits) -> None:
    assert visits.known(1, 0) is None
    assert visits.known(1, 2) is None
    assert visits.known(1, 0) is None


def test_it_is_remembered_for_longer_than_a_visit_may_pause(visits: RunningVisits) -> None:
    running = visits.of(1, 0)
    visits.turn_to(NOON + GENERATION + 1)
    assert visits.known(1, 0) is running
    visits.turn_to(NOON + 2 * GENERATION + 2)
    assert visits.known(1, 0) is None


def test_who_comes_again_stays(visits: RunningVisits) -> None:
    running = visits.of(1, 0)
    for turn in range(1, 9):
        visits.turn_to(NOON + turn * (GENERATION + 1))
        assert visits.of(1, 0) is running


def test_a_clock_that_goes_back_forgets_nobody(visits: RunningVisits) -> None:
    running = visits.of(1, 0)
    for _ in range(3):
        visits.turn_to(NOON - GENERATION * 5)
    assert visits.known(1, 0) is running


def test_no_flood_fills_the_memory(visits: RunningVisits, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running_visits, "MOST", 10)
    for who in range(1, 100):
        visits.put(who, Running(who, NOON))
    known = [who for who in range(1, 100) if visits.known(who, 0)]
    assert 10 <= len(known) <= 20
    assert known == list(range(100 - len(known), 100))
