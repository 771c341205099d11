"""What of a hit all processes are told."""

import pytest

from tests.making import NOON, event, leave, visitor
from tests.services.sequencing.making import BERLIN
from tracker.domain.arrivals import Arrival
from tracker.domain.days import Day
from tracker.domain.events import Visitor
from tracker.domain.rows import LEFT, PlaceCorrection, SiteRemoval
from tracker.services.sequencing.arriving import OVER_MIDNIGHT, arrival_of


@pytest.fixture
def who() -> Visitor:
    made = visitor(7)
    made.before = 6
    made.day = Day(made.day.date, NOON, NOON + 24 * 3_600_000)
    return made


@pytest.mark.parametrize(("after", "before"), [(0, 6), (OVER_MIDNIGHT - 1, 6), (OVER_MIDNIGHT, 0)])
def test_yesterdays_hash_is_told_as_long_as_a_visit_may_go_on(
    who: Visitor, after: int, before: int
) -> None:
    row = event(who=who, at=NOON + after)
    assert arrival_of(row, who) == Arrival(row, 0, before)


def test_a_place_says_whose_it_is(who: Visitor) -> None:
    row = PlaceCorrection(1, NOON, 0, BERLIN)
    assert arrival_of(row, who) == Arrival(row, 7, 6)


def test_what_is_nobodys_says_nothing() -> None:
    for row in (leave(LEFT), SiteRemoval(1, NOON)):
        assert arrival_of(row, None) == Arrival(row, 0, 0)
