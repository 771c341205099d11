"""What the writer decides of a batch: in the order in which it came, and not before its turn."""

import pytest

from tests.making import NOON, event, leave, visitor
from tracker.domain.events import Event, Visitor
from tracker.domain.ids import Ids, given_at
from tracker.domain.places import Place
from tracker.domain.rows import COUNTS_WITHIN, HIDDEN, Back, Pageview, PlaceCorrection, Row
from tracker.services.recording.entries import Entry
from tracker.services.recording.sequencer import Folded, Sequencer

MINUTE = 60_000


@pytest.fixture
def sequencer() -> Sequencer:
    return Sequencer(Ids())


def entry(row: Row, who: Visitor | None = None) -> Entry:
    return Entry(row, lambda _: None, 0.0, who)


def fold(sequencer: Sequencer, *rows: Row, who: Visitor | None = None, head: int = 0) -> Folded:
    """Folded and committed behind `head`."""
    folded = sequencer.fold([entry(row, who) for row in rows], head)
    for cursor, row in enumerate(folded.rows, head + 1):
        row.cursor = cursor
    sequencer.remember(folded.rows)
    return folded


def hit(who: Visitor, at: int, beacon: int = 0, name: str = "pageview") -> Event:
    return event(who=who, at=at, visit=0, number=0, beacon=beacon, name=name)


def test_a_repetition_is_no_row_and_does_not_prolong_its_visit(sequencer: Sequencer) -> None:
    who = visitor()
    [first] = fold(sequencer, hit(who, NOON, 5), who=who).rows
    again = fold(sequencer, hit(who, NOON + 29 * MINUTE, 5), who=who, head=1)
    assert (again.rows, len(again.entries)) == ([], 1)
    [later] = fold(sequencer, hit(who, NOON + 40 * MINUTE, 6), who=who, head=1).rows
    assert later.visit != first.visit


def test_a_page_that_loads_itself_anew_begins_another_visit_each_day(
    sequencer: Sequencer,
) -> None:
    who = visitor()
    rows = [hit(who, NOON + minute * MINUTE) for minute in range(3 * 1_440 + 1)]
    folded = fold(sequencer, *rows, who=who).rows
    begun = sorted({given_at(row.visit) for row in folded if isinstance(row, Event)})
    assert [(at - NOON) // MINUTE for at in begun] == [0, 1_440, 2_880, 4_320]


def test_a_repetition_in_the_same_batch_is_none_either(sequencer: Sequencer) -> None:
    who = visitor()
    rows = [hit(who, NOON, 5), hit(who, NOON, 5), hit(who, NOON, 0), hit(who, NOON, 0)]
    assert len(fold(sequencer, *rows, who=who).rows) == 3


def test_ids_follow_the_order_of_the_rows(sequencer: Sequencer) -> None:
    who = visitor()
    rows = fold(sequencer, *[hit(who, NOON - number) for number in range(5)], who=who).rows
    ids = [row.id for row in rows if isinstance(row, Event)]
    assert ids == sorted(set(ids))
    [visit] = {row.visit for row in rows if isinstance(row, Event)}
    assert visit < ids[0]
    assert given_at(visit) == NOON


def test_a_test_is_a_visit_of_its_own_before_and_within_a_real_one(sequencer: Sequencer) -> None:
    who = visitor()
    tried, first, again, second = rows = [
        hit(who, NOON, name="test"),
        hit(who, NOON + MINUTE),
        hit(who, NOON + 29 * MINUTE, name="test"),
        hit(who, NOON + 32 * MINUTE),
    ]
    fold(sequencer, *rows, who=who)
    assert len({tried.visit, first.visit, again.visit, second.visit}) == 4  # no sign of life either


def test_a_leave_names_the_pageview_of_its_beacon_whatever_its_visitor_does_since(
    sequencer: Sequencer,
) -> None:
    who = visitor()
    first, second = hit(who, NOON, 5), hit(who, NOON + 40 * MINUTE, 6)
    fold(sequencer, first, second, who=who)
    left = leave(HIDDEN, beacon=5, visit=0, at=NOON + 41 * MINUTE)
    back = Back(1, NOON + 41 * MINUTE, 6, "/")
    fold(sequencer, left, back, head=2)
    assert (left.page, left.visit) == (Pageview(first.visit, 1, NOON), first.visit)
    assert back.page == Pageview(second.visit, 2, second.at)
    assert left.beacon == back.beacon == 0


def test_a_leave_in_one_batch_with_its_pageview_finds_it(sequencer: Sequencer) -> None:
    who, left = visitor(), leave(HIDDEN, beacon=5, visit=0)
    fold(sequencer, hit(who, NOON, 9), hit(who, NOON, 5), left, who=who, head=7)
    assert left.page is not None
    assert left.page.cursor == 9


def test_a_leave_before_its_pageview_is_looked_for(sequencer: Sequencer) -> None:
    who, early = visitor(), leave(HIDDEN, beacon=5, visit=0)
    folded = fold(sequencer, early, hit(who, NOON, 5), who=who)
    assert [each.row for each in folded.strays] == [early]
    assert len(folded.rows) == len(folded.entries) == 1


@pytest.mark.parametrize("together", [True, False])
def test_a_leave_that_names_another_event_is_no_row(sequencer: Sequencer, together: bool) -> None:
    who, left = visitor(), leave(HIDDEN, beacon=5, visit=0)
    order = hit(who, NOON, 5, "Order")
    if together:
        folded = fold(sequencer, order, left, who=who)
        assert folded.rows == [order]
    else:
        fold(sequencer, order, who=who)
        folded = fold(sequencer, left, head=1)
        assert folded.rows == []
    assert folded.strays == []


@pytest.mark.parametrize(("later", "rows"), [(COUNTS_WITHIN, 1), (COUNTS_WITHIN + 1, 0)])
def test_a_leave_counts_for_two_days(sequencer: Sequencer, later: int, rows: int) -> None:
    who = visitor()
    fold(sequencer, hit(who, NOON, 5), who=who)
    left = leave(HIDDEN, beacon=5, visit=0, at=NOON + later)
    assert len(fold(sequencer, left, head=1).rows) == rows


def test_a_late_place_is_its_visitors_visit_in_its_turn(sequencer: Sequencer) -> None:
    who = visitor()
    place = PlaceCorrection(1, NOON, 0, Place("DE"))
    fold(sequencer, hit(who, NOON), place, who=who)
    assert place.visit == who.visit != 0


def test_a_place_of_nobodys_visit_is_no_row(sequencer: Sequencer) -> None:
    assert fold(sequencer, PlaceCorrection(1, NOON, 0, Place("DE")), who=visitor()).rows == []


def test_what_is_told_hours_later_is_of_a_visit_of_its_own(sequencer: Sequencer) -> None:
    who = visitor()
    times = [NOON, NOON - 180 * MINUTE, NOON - 170 * MINUTE, NOON - 171 * MINUTE]
    rows = [row for at in times for row in fold(sequencer, hit(who, at), who=who).rows]
    visits = [row.visit for row in rows if isinstance(row, Event)]
    assert visits[0] != visits[1]
    assert len(set(visits[1:])) == 1
