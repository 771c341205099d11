"""Who is on which page, from rows in commit order."""

import tracemalloc
from random import Random

import pytest

from tests.making import NOON, event, leave, visitor
from tracker.domain.places import Place
from tracker.domain.rows import HIDDEN, LEFT, Back, Pageview, PlaceCorrection
from tracker.domain.sources import Source
from tracker.services.presence import presence as module
from tracker.services.presence import site_presence
from tracker.services.presence.presence import Presence
from tracker.services.presence.site_pages import A_PAGE
from tracker.services.presence.site_presence import A_VISIT, SitePresence

SECOND, MINUTE, DAY = 1_000, 60_000, 86_400_000


@pytest.fixture
def presence():
    return Presence()


def here(presence):
    return dict(presence.of(1).message().here)


def view(path, cursor, visit=1, at=NOON):
    row = event(path=path, visit=visit, at=at)
    row.cursor = cursor
    return row


def back(at, visit, page, path):
    return Back(1, at, 0, path, Pageview(visit, page, NOON), visit)


def test_a_visit_is_on_its_newest_page(presence):
    presence.apply([view("/", 1), view("/pricing", 2)])
    assert here(presence) == {"/pricing": 1}
    assert presence.now(1) == 1


def test_a_page_that_was_left_is_gone_at_once(presence):
    presence.apply([view("/", 1), leave(LEFT, page=1)])
    assert here(presence) == {}


def test_leaving_the_page_before_does_not_end_the_visit(presence):
    presence.apply([view("/", 1), view("/pricing", 2), leave(LEFT, page=1)])
    assert here(presence) == {"/pricing": 1}


def test_a_hidden_page_is_gone_after_five_minutes(presence):
    presence.apply([view("/", 1), leave(HIDDEN, page=1)])
    presence.sweep(NOON + 5 * MINUTE - 1)
    assert here(presence) == {"/": 1}
    presence.sweep(NOON + 5 * MINUTE)
    assert here(presence) == {}


def test_a_hidden_page_that_comes_back_stays(presence):
    presence.apply([view("/", 1), leave(HIDDEN, page=1)])
    presence.apply([back(NOON + MINUTE, 1, 1, "/")])
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


def test_sources_are_those_that_brought_the_visits_of_the_half_hour(presence):
    google, blog = Source("Google", "organic-search"), Source("a blog", "referral")
    internal = Source("", "internal")
    rows = [event(n, visit=n % 3, at=NOON + n) for n in range(6)]
    for row, source in zip(rows, (google, blog, google, internal, internal, blog), strict=True):
        row.source = source
    presence.apply(rows)
    assert presence.of(1).message().sources == {"Google": 2, "a blog": 1}
    presence.sweep(NOON + 31 * MINUTE)
    assert presence.of(1).message().sources == {}


def test_of_very_many_sources_those_are_told_that_brought_most(presence):
    rows = [event(n, visit=n) for n in range(200)]
    for number, row in enumerate(rows):
        row.source = Source(f"blog {number % 70}", "referral")
    presence.apply(rows)
    told = presence.of(1).message().sources
    assert (len(told), min(told.values())) == (50, 3)


def countries(presence):
    return presence.of(1).message().countries


def test_visits_are_counted_by_country_once_each(presence):
    presence.apply([event(place=BERLIN), event(place=BERLIN), event(visit=2, place=PARIS)])
    assert countries(presence) == {"DE": 1, "FR": 1}


def test_a_late_place_moves_its_visit_to_its_country(presence):
    presence.apply([event(), PlaceCorrection(1, NOON, 1, PARIS)])
    assert countries(presence) == {"FR": 1}


def test_a_visit_of_more_than_half_an_hour_ago_is_not_counted_by_country(presence):
    presence.apply([event(place=BERLIN), event(visit=2, place=PARIS, at=NOON + 20 * MINUTE)])
    presence.sweep(NOON + 31 * MINUTE)
    assert countries(presence) == {"FR": 1}


def test_one_hidden_page_does_not_keep_another_here(presence):
    presence.apply([view("/", 1, visit=1), leave(HIDDEN, page=1, visit=1)])
    later = NOON + 4 * MINUTE
    presence.apply([view("/b", 2, visit=2), leave(HIDDEN, page=2, visit=2, at=NOON + MINUTE)])
    presence.apply([leave(HIDDEN, page=1, visit=1, at=later)])
    presence.sweep(NOON + 6 * MINUTE)
    assert here(presence) == {"/": 1}


def test_coming_back_to_a_page_that_nobody_saw_makes_no_visitor(presence):
    presence.apply([Back(1, NOON, 7, "/"), leave(HIDDEN, beacon=7), leave(LEFT, beacon=7)])
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


def test_of_more_visits_than_are_kept_the_longest_silent_are_only_counted(presence, monkeypatch):
    monkeypatch.setattr(site_presence, "MOST_VISITS", 10)
    presence.apply([view(f"/{n}", n, visit=n, at=NOON + n) for n in range(1, 26)])
    message = presence.of(1).message()
    assert (message.now, message.beyond, len(message.here)) == (25, 15, 10)
    presence.sweep(NOON + 31 * MINUTE)
    assert presence.now(1) == 0


def test_a_crowd_on_one_site_does_not_hide_the_visitors_of_another(monkeypatch):
    monkeypatch.setattr(module, "PRESENCE", 100 * (A_VISIT + A_PAGE))
    presence = Presence()
    presence.apply([event(who=visitor(site_id=2), path="/shop", visit=1, beacon=1)])
    for n in range(1_000):
        presence.apply([view(f"/{n}", n, visit=n + 10, at=NOON + n)])
    assert presence.of(2).message().here == [("/shop", 1)]
    assert presence.room >= 0
    assert presence.now(1) == 1_000
    assert len(presence.of(1)) < 100


def test_a_long_path_is_kept_short(presence):
    presence.apply([view("/" + "x" * 2_000, 1), view("/" + "x" * 1_999, 2, visit=2)])
    [(path, count)] = presence.of(1).message().here
    assert (len(path), path[-1], count) == (200, "…", 2)


def test_all_room_is_given_back_when_everybody_has_gone(presence):
    before = presence.room
    presence.apply([view(f"/{n}", n, visit=n) for n in range(50)])
    presence.apply([leave(LEFT, page=3, visit=3), leave(HIDDEN, page=4, visit=4)])
    presence.apply([view("/else", 99, visit=5)])
    assert presence.room < before
    presence.sweep(NOON + 31 * MINUTE)
    assert presence.room == before
    assert not presence._sites


def test_a_sweep_looks_only_at_sites_with_something_to_let_go_of(presence, monkeypatch):
    swept = []
    sweep = SitePresence.sweep

    def noted(site, now):
        swept.append(site.id)
        return sweep(site, now)

    monkeypatch.setattr(SitePresence, "sweep", noted)
    for site in range(1, 501):
        row = event(who=visitor(site_id=site), visit=site)
        row.cursor = 1
        presence.apply([row])
    presence.apply([leave(HIDDEN, page=1, visit=1)])
    for second in range(0, 600):
        presence.sweep(NOON + second * SECOND)
    assert swept == [1]
    presence.sweep(NOON + 30 * MINUTE)
    assert sorted(swept[1:]) == list(range(1, 501))


def test_a_clock_that_is_put_back_keeps_nobody_for_ever(presence):
    presence.apply([view("/", 1, at=NOON + 400 * DAY)])
    presence.sweep(NOON + 400 * DAY)
    presence.sweep(NOON)
    assert presence.now(1) == 1
    presence.apply([view("/b", 2, visit=2, at=NOON + MINUTE)])
    message = presence.of(1).message()
    assert (sum(message.minutes), message.countries) == (2, {})
    presence.sweep(NOON + 30 * MINUTE)
    assert here(presence) == {"/b": 1}
    presence.sweep(NOON + 31 * MINUTE)
    assert presence.now(1) == 0


def test_after_a_step_back_the_minutes_go_on_from_the_clocks_own(presence):
    presence.apply([event(visit=1, place=BERLIN, at=NOON + DAY)])
    presence.sweep(NOON + DAY)
    presence.sweep(NOON)
    presence.apply([event(visit=2, place=BERLIN, at=NOON + 2 * MINUTE)])
    presence.sweep(NOON + 2 * MINUTE)
    message = presence.of(1).message()
    assert (message.minute_at, message.minutes[-3:]) == (NOON + 2 * MINUTE, [1, 0, 1])
    assert message.countries == {"DE": 2}


def test_a_hidden_page_leaves_after_a_step_back_too(presence):
    presence.apply([view("/", 1, at=NOON + DAY), leave(HIDDEN, page=1, at=NOON + DAY)])
    presence.sweep(NOON + DAY)
    presence.sweep(NOON)
    presence.sweep(NOON + 5 * MINUTE)
    assert presence.now(1) == 0


def test_a_visit_stays_until_half_an_hour_after_its_last_sign_of_many(presence):
    signs = [0, 10 * MINUTE, 30 * MINUTE - 1, 31 * MINUTE, 60 * MINUTE]
    for at in signs:
        presence.sweep(NOON + at)
        presence.apply([view("/", 1, at=NOON + at)])
    presence.sweep(NOON + 90 * MINUTE - 1)
    assert presence.now(1) == 1
    presence.sweep(NOON + 90 * MINUTE)
    assert presence.now(1) == 0


def test_visits_go_in_the_order_of_their_last_signs(presence):
    for second, visit in enumerate((1, 2, 3, 2, 1)):
        presence.apply([view(f"/{visit}", visit, visit=visit, at=NOON + second * SECOND)])
    gone = []
    for second in range(5):
        presence.sweep(NOON + 30 * MINUTE + second * SECOND)
        gone.append(sorted(here(presence)))
    assert gone == [["/1", "/2", "/3"]] * 2 + [["/1", "/2"], ["/1"], []]


def test_who_came_first_and_has_given_a_sign_since_is_not_the_one_only_counted(
    presence, monkeypatch
):
    monkeypatch.setattr(site_presence, "MOST_VISITS", 3)
    for second, visit in enumerate((1, 2, 3, 1, 2, 4)):
        presence.apply([view(f"/{visit}", visit, visit=visit, at=NOON + second * SECOND)])
    assert sorted(here(presence)) == ["/1", "/2", "/4"]
    assert presence.of(1).message().beyond == 1


def test_a_sign_after_the_page_was_hidden_keeps_the_visit(presence):
    presence.apply([view("/", 1), leave(HIDDEN, page=1)])
    presence.apply([view("/b", 2, at=NOON + MINUTE)])
    presence.sweep(NOON + 10 * MINUTE)
    assert here(presence) == {"/b": 1}


def test_whoever_comes_right_after_a_clock_was_put_back_is_here(presence):
    presence.sweep(NOON + DAY)
    presence.turn_to(NOON)
    presence.apply([view("/", 1)])
    assert here(presence) == {"/": 1}


def test_a_clock_put_back_counts_signs_that_followed_a_visits_first(presence):
    presence.apply([view("/", 1, at=NOON + DAY), view("/b", 2, at=NOON + DAY + MINUTE)])
    presence.sweep(NOON + DAY + MINUTE)
    presence.sweep(NOON)
    presence.sweep(NOON + 30 * MINUTE - 1)
    assert here(presence) == {"/b": 1}
    presence.sweep(NOON + 30 * MINUTE)
    assert presence.now(1) == 0


def test_a_clock_that_leaps_ahead_lets_everybody_go(presence):
    before = presence.room
    presence.apply([view(f"/{n}", n, visit=n, at=NOON + n) for n in range(1, 100)])
    presence.apply([view("/", n, visit=n, at=NOON + MINUTE) for n in range(1, 50)])
    presence.sweep(NOON + 400 * DAY)
    assert (presence.now(1), presence.room) == (0, before)


def test_pages_with_as_many_people_are_listed_as_they_came(presence):
    chance = Random(1)
    presence.apply([view(f"/{n}", n, visit=n) for n in range(80)])
    presence.apply([view(f"/{chance.randrange(40)}", n, visit=n) for n in range(100, 140)])
    counted = list(presence.of(1)._pages._pages.values())
    most = sorted(counted, key=lambda page: -page.count)[:50]
    assert presence.of(1).message().here == [(page.path, page.count) for page in most]


@pytest.mark.parametrize("pages", [49, 50, 51])
def test_at_most_fifty_pages_are_listed(presence, pages):
    presence.apply([view(f"/{n % pages}", n, visit=n) for n in range(2 * pages)])
    assert len(presence.of(1).message().here) == min(pages, 50)


def test_a_visit_takes_no_more_memory_than_is_counted_for_it(presence):
    chance = Random(1)
    presence.apply([view("/", 1)])
    tracemalloc.start()
    try:
        for number in range(12_000):
            visit, beacon, at = chance.getrandbits(63), chance.getrandbits(63), NOON + number
            presence.of(1).pageview(visit, "/", beacon, at)
            presence.of(1).sign(visit, "/", at + MINUTE)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held <= 12_000 * A_VISIT


def test_whoever_was_here_an_hour_ago_is_not_here_because_that_is_told_now(presence):
    presence.sweep(NOON)
    presence.apply([view("/", 1, at=NOON - 60 * MINUTE), view("/new", 2, visit=2)])
    assert here(presence) == {"/new": 1}
    assert presence.of(1).message().minutes[-1] == 1
