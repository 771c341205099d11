"""Who is on which page, from rows in commit order."""

import pytest

from tests.making import NOON, event, leave
from tracker.domain.events import HIDDEN, LEFT, Back, Correction
from tracker.domain.places import Place
from tracker.services.presence import Presence

SECOND, MINUTE = 1_000, 60_000


@pytest.fixture
def presence():
    return Presence()


def here(presence):
    return dict(presence.of(1).message().here)


def view(path, beacon, visit=1, at=NOON):
    return event(path=path, beacon=beacon, visit=visit, at=at)


def test_a_visit_is_on_its_newest_page(presence):
    presence.apply([view("/", 1), view("/pricing", 2)])
    assert here(presence) == {"/pricing": 1}
    assert presence.now(1) == 1


def test_a_page_that_was_left_is_gone_at_once(presence):
    presence.apply([view("/", 1), leave(LEFT, beacon=1)])
    assert here(presence) == {}


def test_leaving_the_page_before_does_not_end_the_visit(presence):
    presence.apply([view("/", 1), view("/pricing", 2), leave(LEFT, beacon=1)])
    assert here(presence) == {"/pricing": 1}


def test_a_hidden_page_is_gone_after_five_minutes(presence):
    presence.apply([view("/", 1), leave(HIDDEN, beacon=1)])
    presence.sweep(NOON + 5 * MINUTE - 1)
    assert here(presence) == {"/": 1}
    presence.sweep(NOON + 5 * MINUTE)
    assert here(presence) == {}


def test_a_hidden_page_that_comes_back_stays(presence):
    presence.apply([view("/", 1), leave(HIDDEN, beacon=1)])
    presence.apply([Back(1, NOON + MINUTE, 1, 1, "/")])
    presence.sweep(NOON + 10 * MINUTE)
    assert here(presence) == {"/": 1}


def test_without_a_sign_a_visit_is_gone_after_half_an_hour(presence):
    presence.apply([view("/", 1)])
    presence.sweep(NOON + 30 * MINUTE - 1)
    assert presence.now(1) == 1
    presence.sweep(NOON + 30 * MINUTE)
    assert presence.now(1) == 0


def test_any_event_is_a_sign(presence):
    presence.apply([view("/", 1), event(name="Signup", at=NOON + 20 * MINUTE)])
    presence.sweep(NOON + 40 * MINUTE)
    assert here(presence) == {"/": 1}


def test_a_test_event_is_nobody(presence):
    presence.apply([event(name="test")])
    assert presence.now(1) == 0


def test_pages_are_listed_most_people_first(presence):
    presence.apply([view("/a", 1, 1), view("/b", 2, 2), view("/b", 3, 3)])
    assert presence.of(1).message().here == [("/b", 2), ("/a", 1)]


def test_pageviews_are_counted_by_the_minute(presence):
    presence.apply([view("/", 1), view("/", 2), view("/", 3, at=NOON + MINUTE)])
    message = presence.of(1).message()
    assert message.minutes[-2:] == [2, 1]
    assert message.minute_at == NOON + MINUTE


def test_minutes_move_on_without_visits(presence):
    presence.apply([view("/", 1)])
    presence.sweep(NOON + 29 * MINUTE)
    assert presence.of(1).message().minutes[0] == 1
    presence.sweep(NOON + 30 * MINUTE)
    assert sum(presence.of(1).message().minutes) == 0


def test_sites_are_apart(presence):
    presence.apply([view("/", 1)])
    assert presence.now(2) == 0


BERLIN, PARIS = Place("DE", "", "", "", None, None), Place("FR", "", "", "", None, None)


def countries(presence):
    return presence.of(1).message().countries


def test_visits_are_counted_by_country_once_each(presence):
    presence.apply([event(place=BERLIN), event(place=BERLIN), event(visit=2, place=PARIS)])
    assert countries(presence) == {"DE": 1, "FR": 1}


def test_a_late_place_moves_its_visit_to_its_country(presence):
    presence.apply([event(), Correction(1, NOON, 1, PARIS)])
    assert countries(presence) == {"FR": 1}


def test_a_visit_of_more_than_half_an_hour_ago_is_not_counted_by_country(presence):
    presence.apply([event(place=BERLIN), event(visit=2, place=PARIS, at=NOON + 20 * MINUTE)])
    presence.sweep(NOON + 31 * MINUTE)
    assert countries(presence) == {"FR": 1}


def test_one_hidden_page_does_not_keep_another_here(presence):
    presence.apply([view("/", 1, visit=1), leave(HIDDEN, beacon=1, visit=1)])
    later = NOON + 4 * MINUTE
    presence.apply([view("/b", 2, visit=2), leave(HIDDEN, beacon=2, visit=2, at=NOON + MINUTE)])
    presence.apply([leave(HIDDEN, beacon=1, visit=1, at=later)])
    presence.sweep(NOON + 6 * MINUTE)
    assert here(presence) == {"/": 1}


def test_coming_back_to_a_page_that_nobody_saw_makes_no_visitor(presence):
    presence.apply([Back(1, NOON, 0, 1, "/")])
    assert presence.now(1) == 0


def test_a_test_event_is_nobody_and_no_pageview(presence):
    presence.apply([event(name="test", visit=7)])
    assert presence.now(1) == 0
    assert sum(presence.of(1).message().minutes) == 0


def test_a_custom_event_is_a_sign_of_life_but_no_pageview(presence):
    presence.apply([view("/", 1), event(name="Signup", path="/", at=NOON + 20 * MINUTE)])
    presence.sweep(NOON + 40 * MINUTE)
    assert here(presence) == {"/": 1}
    assert sum(presence.of(1).message().minutes) == 0
