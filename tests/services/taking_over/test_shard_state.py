"""What the one that writes a shard decides of what was taken, and what it learns from the log."""

from __future__ import annotations

import pytest

from tests.making import NOON
from tests.services.sequencing.making import BERLIN, hit, left, placed
from tracker.domain.arrivals import Arrival
from tracker.domain.events import Event
from tracker.domain.ids import COUNTER_BITS, SHARD_BITS, first_id
from tracker.domain.rows import Leave, Pageview, PlaceCorrection, Row, SiteRemoval
from tracker.domain.shard_cursors import cursor_in
from tracker.services.taking_over.shard_state import ShardState

MINUTE, HOUR = 60_000, 3_600_000


class Shard:
    """A state, and the log that it writes: each batch a message."""

    def __init__(self, number: int = 3) -> None:
        self.number = number
        self.state = ShardState(number, b"secret")
        self.rows: list[Row] = []
        self.message = 0

    def add(self, *arrivals: Arrival, now: int = NOON + 5 * HOUR) -> list[Row]:
        rows = self.state.fold(arrivals, cursor_in(self.message, 7), now)
        if rows:
            self.message += 1
            self.state.remember(rows)
        self.rows += rows
        return rows

    def taken_over(self) -> Shard:
        """By another, who knows the log alone."""
        other = Shard(self.number)
        other.state = ShardState(self.number, b"other")
        other.state.learn(self.rows, max(row.at for row in self.rows))
        other.rows, other.message = self.rows, self.message
        return other


@pytest.fixture(params=["the same", "another"])
def goes_on(request: pytest.FixtureRequest):
    """What is decided next, by who has written or by who takes it over."""
    return lambda shard: shard if request.param == "the same" else shard.taken_over()


def test_rows_have_the_cursors_of_the_next_message() -> None:
    shard = Shard()
    assert [row.cursor for row in shard.add(hit(), left(9), hit(2))] == [4097, 4098, 4099]
    assert [row.cursor for row in shard.add(hit(3))] == [8193]


def test_ids_are_of_the_shard_and_grow() -> None:
    rows = Shard(3).add(hit(), hit(2), hit(1))
    ids = [row.id for row in rows if isinstance(row, Event)]
    assert ids == sorted(set(ids))
    assert {each >> COUNTER_BITS & ((1 << SHARD_BITS) - 1) for each in ids} == {3}


def test_ids_grow_when_another_takes_over_whose_clock_is_behind() -> None:
    shard = Shard()
    [early] = shard.add(hit(at=NOON + 50))
    [late] = shard.taken_over().add(hit(2, at=NOON))
    assert isinstance(early, Event)
    assert isinstance(late, Event)
    assert early.id < late.visit < late.id
    assert late.id > first_id(NOON + 50)


def test_a_visit_goes_on(goes_on) -> None:
    shard = Shard()
    [first] = shard.add(hit(at=NOON))
    [second] = goes_on(shard).add(hit(at=NOON + 29 * MINUTE))
    assert (second.visit, second.is_new) == (first.visit, False)
    assert first.is_new


def test_after_half_an_hour_another_begins(goes_on) -> None:
    shard = Shard()
    [first] = shard.add(hit(at=NOON))
    [second] = goes_on(shard).add(hit(at=NOON + 30 * MINUTE))
    assert second.visit > first.visit
    assert not second.is_new


def test_a_visit_goes_on_over_midnight(goes_on) -> None:
    shard = Shard()
    [first] = shard.add(hit(1, at=NOON))
    [second] = goes_on(shard).add(hit(2, at=NOON + MINUTE, before=1))
    assert (second.visit, second.visitor_id) == (first.visit, 2)
    assert second.is_new  # of the new day
    [late] = goes_on(shard).add(hit(1, at=NOON + 2 * MINUTE))
    assert late.visit == first.visit


def test_a_repetition_is_no_row(goes_on) -> None:
    shard = Shard()
    shard.add(hit(beacon=5))
    shard = goes_on(shard)
    assert shard.add(hit(beacon=5)) == []
    assert len(shard.add(hit(beacon=6), hit(beacon=5), hit(beacon=6))) == 1


def test_a_leave_names_its_pageview(goes_on) -> None:
    shard = Shard()
    _, page = shard.add(hit(2), hit(beacon=5))
    [row] = goes_on(shard).add(left(5, NOON + MINUTE))
    assert isinstance(row, Leave)
    assert (row.page, row.visit) == (Pageview(page.visit, page.cursor, NOON), page.visit)


def test_a_leave_whose_pageview_is_not_known_is_left_to_who_files() -> None:
    early, page = left(5), hit(beacon=5)
    rows = Shard().add(early, page)
    assert rows == [page.row, early.row]
    assert rows[0].cursor < rows[1].cursor
    assert (early.row.page, early.row.beacon) == (None, 5)


def test_a_late_place_finds_its_visit_by_the_visitor(goes_on) -> None:
    shard = Shard()
    [first] = shard.add(hit(1))
    shard = goes_on(shard)
    [row] = shard.add(placed(1))
    assert row == PlaceCorrection(1, NOON, first.visit, BERLIN, row.cursor)
    [row] = shard.add(placed(2, before=1))
    assert row.visit == first.visit
    assert shard.add(placed(3)) == []


def test_a_test_is_a_visit_of_its_own(goes_on) -> None:
    shard = Shard()
    [tried] = shard.add(hit(name="test"))
    [first] = goes_on(shard).add(hit(at=NOON + 1))
    assert first.visit != tried.visit
    assert (tried.is_new, first.is_new) == (False, True)


def test_what_is_of_our_own_making_passes_as_it_is() -> None:
    event, removal = hit().row, SiteRemoval(1, NOON)
    event.id, event.visit = 77, 76
    rows = Shard().add(Arrival(event), Arrival(removal))
    assert rows == [event, removal]
    assert (event.id, event.visit) == (77, 76)


def test_what_comes_of_a_site_that_is_gone_is_no_row(goes_on) -> None:
    """From a front that was cut off from where that is told; that it is gone may be said again."""
    shard, gone = Shard(), Arrival(SiteRemoval(1, NOON))
    assert len(shard.add(hit(1, beacon=1), gone, hit(1, beacon=2))) == 2
    later = goes_on(shard)
    assert later.add(hit(1, at=NOON + HOUR), left(1), placed(1)) == []
    other = hit(3)
    other.row.site_id = 2
    assert later.add(hit(2), other, gone) == [other.row, gone.row]


def test_who_takes_over_does_not_take_up_visits_that_are_over() -> None:
    shard = Shard()
    shard.add(hit(1, at=NOON))
    shard.add(hit(2, at=NOON + 32 * MINUTE))
    assert shard.taken_over().add(placed(1, at=NOON + 33 * MINUTE)) == []


def test_what_has_waited_long_for_a_writer_follows_what_was_before(goes_on) -> None:
    shard = Shard()
    [first] = shard.add(hit(1, at=NOON))
    later = NOON + 4 * HOUR
    [second] = goes_on(shard).add(hit(1, at=NOON + 29 * MINUTE), now=later)
    [third] = goes_on(shard).add(hit(1, at=NOON + 58 * MINUTE), now=later)
    assert first.visit == second.visit == third.visit


def test_a_clock_that_is_ahead_ends_no_visits_of_others() -> None:
    shard = Shard()
    [first] = shard.add(hit(1, at=NOON), now=NOON)
    for turn in range(1, 4):
        shard.add(hit(2, at=NOON + turn * HOUR), now=NOON)
    [second] = shard.add(hit(1, at=NOON + MINUTE), now=NOON + MINUTE)
    assert second.visit == first.visit
