"""The plain truth itself, on logs of a few rows whose numbers were counted by hand."""

from decimal import Decimal

import pytest

from tests.reports.small_log import (
    HOUR,
    MINUTE,
    SECOND,
    SmallLog,
    clock,
    euros,
    goal,
    term,
)
from tracker.domain.ids import first_id
from tracker.domain.places import Place
from tracker.domain.reports.conditions import All, Any, Condition, Has, Not, Term
from tracker.domain.reports.goals import condition_of
from tracker.domain.reports.question import Order, Span
from tracker.domain.rows import (
    LEFT,
    AgeRemoval,
    DayRow,
    ImportRemoval,
    Leave,
    Pageview,
    PlaceCorrection,
    Reset,
    Row,
    SiteRemoval,
    TitleCorrection,
    VisitRemoval,
)

TEN = clock("2026-11-21 10:00")
BLOG = Term("event:page", "begins", ("/blog/",))
SIGNUP = term("event:name", "Signup")


@pytest.fixture
def log() -> SmallLog:
    return SmallLog()


def two_visits(log: SmallLog) -> None:
    """One from Google that reads two pages of the blog and signs up, one from Bing that bounces."""
    first = log.view(1, TEN, "/blog/a")
    log.view(2, TEN + MINUTE, "/price", source="Bing")
    log.view(1, TEN + 2 * MINUTE, "/blog/b")
    last = log.view(1, TEN + 3 * MINUTE, "/price")
    log.done(1, TEN + 4 * MINUTE, "Signup", "/price", says={"plan": "pro", "seats": 3})
    log.leave(first, 2 * MINUTE, engaged=90 * SECOND, depth=80)
    log.leave(last, 10 * MINUTE, engaged=5 * MINUTE, depth=40)


def test_a_day_is_summed_up(log: SmallLog):
    two_visits(log)
    counted = log.total("visitors visits pageviews events custom_events views_per_visit")
    assert counted == (2, 2, 4, 5, 1, 2.0)
    # The first visit lasts from 10:00 to 10:03 + 5:00, the second not at all.
    assert log.total("bounce_rate visit_duration") == (50.0, 240.0)
    assert log.total("scroll_depth time_on_page engaged_time") == (60.0, 195.0, 195.0)


def test_a_day_without_anybody_has_nothing_to_divide_by(log: SmallLog):
    assert log.total("visitors visits bounce_rate visit_duration views_per_visit percentage") == (
        (0, 0, None, None, None, None)
    )
    assert log.by("visit:source", "visitors") == []


def test_tests_never_count(log: SmallLog):
    log.view(1, TEN)
    log.done(1, TEN + MINUTE, "test")
    assert log.total("visitors events bounce_rate") == (1, 1, 100.0)


def test_a_visit_over_midnight_counts_where_it_began(log: SmallLog):
    before, after = clock("2026-11-21 23:50"), clock("2026-11-22 00:05")
    log.view(1, before, "/a", who=7)
    log.view(1, after, "/b", who=8)
    log.view(1, after + MINUTE, "/c", who=8)
    told = "visitors visits pageviews bounce_rate visit_duration"
    assert log.total(told) == (1, 1, 1, 0.0, 960.0)
    assert log.total(told, day="2026-11-22") == (1, 0, 2, None, None)
    assert log.total(told, days=2) == (2, 1, 3, 0.0, 960.0)
    assert log.by("visit:exit_page", "visitors visits") == [("/c", 1, 1)]
    assert log.by("visit:entry_page", "visitors visits", day="2026-11-22") == [("/a", 1, 0)]


def test_hours_and_days_are_those_of_local_clocks(log: SmallLog):
    """On 2026-10-25 two o'clock comes twice in Berlin, and the day has 25 hours."""
    for number, (text, fold) in enumerate([("01:59", 0), ("02:30", 0), ("02:30", 1), ("03:00", 0)]):
        log.view(number + 1, clock(f"2026-10-25 {text}", fold=fold))
    log.view(9, clock("2026-10-26 00:00"))
    hours = [clock(f"2026-10-25 0{hour}:00") for hour in (1, 2)]
    later = [clock("2026-10-25 02:00", fold=1), clock("2026-10-25 03:00")]
    assert log.by("time:hour", "visitors", day="2026-10-25") == [(h, 1) for h in hours + later]
    assert log.total("visitors", day="2026-10-25") == (4,)
    numbers = log.by("time:hour_of_day", "pageviews", day="2026-10-25", days=2)
    assert numbers == [(0, 1), (1, 1), (2, 2), (3, 1)]
    assert log.by("time:weekday", "visits", day="2026-10-25", days=2) == [(1, 1), (7, 4)]


def test_a_half_hour_zone_has_its_own_hours(log: SmallLog):
    zone = "Asia/Kolkata"
    log.view(1, clock("2026-11-21 00:10", zone))
    log.view(2, clock("2026-11-20 23:50", zone))
    hour = clock("2026-11-21 00:00", zone)
    assert log.by("time:hour", "visitors", zone=zone) == [(hour, 1)]


def test_a_day_whose_midnight_is_skipped_begins_behind_it(log: SmallLog):
    zone = "Africa/Cairo"
    start = clock("2026-04-24 01:00", zone)
    log.view(1, start + 30 * MINUTE)
    log.view(2, start - MINUTE)
    assert log.by("time:day", "visits", zone=zone, day="2026-04-24") == [(start, 1)]


def test_weeks_begin_on_monday_and_months_on_their_first(log: SmallLog):
    log.view(1, clock("2026-11-29 23:59"))
    log.view(2, clock("2026-11-30 00:00"))
    log.view(3, clock("2026-12-01 00:00"))
    weeks = log.by("time:week", "visits", day="2026-11-25", days=10)
    assert weeks == [(clock("2026-11-23 00:00"), 1), (clock("2026-11-30 00:00"), 2)]
    months = log.by("time:month", "visits", day="2026-11-25", days=10)
    assert months == [(clock("2026-11-01 00:00"), 2), (clock("2026-12-01 00:00"), 1)]


def test_a_visitor_counts_once_a_day(log: SmallLog):
    log.view(1, TEN, who=7)
    log.view(2, TEN + HOUR, who=7)
    assert log.total("visitors visits") == (1, 2)
    assert log.by("time:hour", "visitors") == [(TEN, 1), (TEN + HOUR, 1)]
    # In Kiritimati it is eleven in the evening, and the day ends between the two.
    assert log.total("visitors", zone="Pacific/Kiritimati", days=2) == (2,)


def test_only_a_single_pageview_is_a_bounce(log: SmallLog):
    log.view(1, TEN)
    log.done(2, TEN, "Signup")
    log.view(3, TEN)
    log.done(3, TEN, "Outbound")
    assert log.total("bounce_rate") == (pytest.approx(100 / 3),)


def test_of_leaves_the_greatest_within_two_days_counts(log: SmallLog):
    page = log.view(1, TEN)
    log.view(2, TEN)
    log.leave(page, MINUTE, engaged=30 * SECOND, depth=90)
    log.leave(page, 48 * HOUR, engaged=50 * SECOND, depth=10)
    log.leave(page, 48 * HOUR + 1, engaged=70 * SECOND, depth=100)
    assert log.total("time_on_page scroll_depth visit_duration") == (50.0, 90.0, 25.0)


def test_an_old_leave_names_its_pageview_by_its_beacon(log: SmallLog):
    for visit, beacon in ((1, 5), (2, 6)):
        log.view(visit, TEN).beacon = beacon
    log.add(Leave(1, TEN + MINUTE, 6, "/", LEFT, 4_000, 20))
    log.add(Leave(1, TEN + MINUTE, 0, "/", LEFT, 9_000, 90))
    log.add(Leave(2, TEN + MINUTE, 5, "/", LEFT, 9_000, 90))
    assert log.total("time_on_page visit_duration") == (4.0, 2.0)


def test_a_page_is_called_as_it_was_last(log: SmallLog):
    page = log.view(1, TEN)
    for title in ("Loading", "Welcome"):
        named = Pageview(1, page.cursor, TEN)
        log.add(TitleCorrection(1, TEN + SECOND, 0, title, named, 1))
    log.view(2, TEN)
    assert log.by("event:title", "pageviews") == [("A page", 1), ("Welcome", 1)]


def test_the_first_place_found_fills_the_rows_before_it(log: SmallLog):
    berlin, paris, oslo = Place("DE", "Berlin"), Place("FR"), Place("NO")
    log.view(1, TEN)
    log.view(2, TEN, place=oslo)
    for place in (berlin, paris):
        log.add(PlaceCorrection(1, TEN, 1, place))
        log.add(PlaceCorrection(1, TEN, 2, place))
    log.view(3, TEN)
    assert log.by("visit:country", "visits") == [("", 1), ("DE", 1), ("NO", 1)]
    assert log.by("visit:region", "visits", filters=term("visit:country", "DE")) == [("Berlin", 1)]


@pytest.mark.parametrize(
    ("removal", "left"),
    [
        (VisitRemoval(1, TEN, 1), 4),
        (AgeRemoval(1, TEN, TEN), 4),
        (AgeRemoval(1, TEN, TEN + HOUR), 1),
        (ImportRemoval(1, TEN, 5), 5),
        (Reset(1, TEN, 2), 4),
        (SiteRemoval(1, TEN), 1),
        (SiteRemoval(2, TEN), 6),
        (DayRow(1, TEN, 20_000, "", ""), 6),
    ],
)
def test_what_is_erased_never_was(log: SmallLog, removal: Row, left: int):
    """Except what comes behind it."""
    for number in range(4):
        log.view(1 if number < 2 else first_id(TEN) + number, TEN + number)
    log.view(first_id(TEN + HOUR), TEN).import_id = 5
    log.add(removal)
    log.view(1, TEN + 2 * HOUR).import_id = 5
    assert log.total("pageviews") == (left,)


def test_a_visit_begins_with_its_earliest_row(log: SmallLog):
    log.view(1, TEN + MINUTE, "/second", source="")
    log.view(1, TEN, "/first", source="Google")
    assert log.by("visit:source visit:entry_page visit:exit_page", "visit_duration") == [
        ("Google", "/first", "/second", 60.0)
    ]


def test_pages_count_their_own_rows(log: SmallLog):
    two_visits(log)
    log.view(1, TEN + 5 * MINUTE, "/blog/a")
    counted = log.by("event:page", "visitors visits pageviews bounce_rate time_on_page")
    assert counted == [
        ("/price", 2, 2, 2, 50.0, 300.0),
        ("/blog/a", 1, 1, 2, 0.0, 90.0),
        ("/blog/b", 1, 1, 1, 0.0, None),
    ]
    assert log.by("event:name", "visitors events pageviews") == [("Signup", 1, 1, 0)]
    assert log.by("event:props:seats", "events") == [("3", 1)]
    assert log.by("event:hostname", "events") == [("example.com", 6)]


def test_a_page_has_the_visits_whose_first_view_of_it_is_in_the_period(log: SmallLog):
    for text in ("2026-11-21 23:00", "2026-11-22 00:10", "2026-11-22 00:20"):
        log.view(1, clock(text), "/a")
    told = "visitors visits pageviews"
    assert log.by("event:page", told, day="2026-11-22") == [("/a", 1, 0, 2)]
    by_day = log.by("event:page time:day", "visits", days=2)
    midnights = [clock(f"2026-11-{day} 00:00") for day in (21, 22)]
    assert by_day == [("/a", midnights[0], 1), ("/a", midnights[1], 0)]


@pytest.mark.parametrize(
    ("wanted", "counted"),
    [  # visitors, visits, pageviews, custom events
        (None, (2, 2, 4, 1)),
        (term("visit:source", "Google"), (1, 1, 3, 1)),
        (Not(term("visit:source", "Google")), (1, 1, 1, 0)),
        (BLOG, (1, 1, 2, 0)),
        (Has(BLOG), (1, 1, 2, 1)),
        (Not(BLOG), (2, 2, 2, 1)),
        (Not(Has(BLOG)), (1, 1, 1, 0)),
        (All((BLOG, SIGNUP)), (0, 0, 0, 0)),
        (All((Has(BLOG), Has(SIGNUP))), (1, 1, 2, 1)),
        (Has(All((SIGNUP, term("event:props:plan", "pro")))), (1, 1, 3, 1)),
        (Has(All((SIGNUP, term("event:props:plan", "free")))), (0, 0, 0, 0)),
        (All((Has(BLOG), Has(term("event:page", "/price")))), (1, 1, 3, 1)),
        (Any((Has(BLOG), term("visit:source", "Bing"))), (2, 2, 4, 1)),
        (All((Has(BLOG), BLOG)), (1, 1, 2, 0)),
        (term("event:page", "/price"), (2, 2, 2, 1)),
        (Has(term("event:props:plan", "pro", "free")), (1, 1, 3, 1)),
        (Term("event:scroll_depth", "at_least", ("75",)), (1, 1, 1, 0)),
        (Has(Term("event:engaged_time", "at_least", ("300",))), (1, 1, 1, 1)),
        (Term("visit:source", "contains", ("GOO",), case_sensitive=False), (1, 1, 3, 1)),
        (Term("event:page", "matches", ("^/b.*[bc]$",)), (1, 1, 1, 0)),
    ],
)
def test_a_filter_selects_visits_or_rows(
    log: SmallLog, wanted: Condition | None, counted: tuple[int, ...]
):
    two_visits(log)
    assert log.total("visitors visits pageviews custom_events", filters=wanted) == counted


def test_visits_that_are_selected_are_described_whole(log: SmallLog):
    two_visits(log)
    wanted = Has(term("event:page", "/price"))
    told = log.total("visits bounce_rate visit_duration pageviews time_on_page", filters=wanted)
    assert told == (2, 50.0, 240.0, 2, 300.0)
    assert log.by("event:page", "pageviews", filters=wanted) == [("/price", 2)]
    assert log.by("visit:entry_page", "visits", filters=wanted) == [("/blog/a", 1), ("/price", 1)]


def test_a_visit_has_done_what_it_did_on_another_day(log: SmallLog):
    log.view(1, clock("2026-11-21 23:50"), "/a")
    log.view(1, clock("2026-11-22 00:10"), "/b")
    for wanted in (Has(term("event:page", "/b")), term("event:page", "/b")):
        assert log.total("visits pageviews", filters=wanted) == (1, 0)
        assert log.total("visits pageviews", filters=wanted, day="2026-11-22") == (0, 1)


def test_a_page_that_was_seen_is_no_page_where_something_was_done(log: SmallLog):
    log.done(1, TEN, "Signup", "/a")
    log.view(2, TEN, "/a")
    assert log.total("visits", filters=Has(term("event:page", "/a"))) == (1,)
    at_a = All((SIGNUP, term("event:page", "/a")))
    assert log.total("visits", filters=Has(at_a)) == (1,)
    assert log.total("visits", filters=term("event:page", "/a")) == (2,)


def purchases(log: SmallLog) -> None:
    for visit, amount in ((1, "10.10"), (1, 5), (2, "much")):
        log.view(visit, TEN, "/shop")
        log.done(visit, TEN, "Buy", "/cart", says={"amount": amount})
    log.view(3, TEN, "/shop", source="Bing")
    log.view(4, TEN, "/cart", source="Bing")


def test_a_goal_has_conversions_and_revenue(log: SmallLog):
    purchases(log)
    buys = goal("event", "Buy", sums="amount", currency="EUR")
    told = "conversions converting_visitors conversion_rate total_revenue average_revenue"
    assert log.total(told, goal=buys) == (
        3,
        2,
        50.0,
        euros("15.10"),
        euros("15.10") | {"EUR": Decimal("15.10") / 3},
    )
    rated = log.by("visit:source", "visitors conversions conversion_rate", goal=buys)
    assert rated == [("Bing", 2, 0, 0.0), ("Google", 2, 3, 100.0)]
    by_page = log.by("event:page", "visitors conversions conversion_rate", goal=buys)
    assert by_page == [("/shop", 3, 0, 0.0), ("/cart", 1, 3, 200.0)]


def test_an_amount_that_is_more_than_all_money_is_none(log: SmallLog):
    for amount in ("9e28", -9e28, "999999999999999", 1e15, "nan"):
        log.done(1, TEN, "Buy", "/cart", says={"amount": amount})
        log.done(2, TEN, "Buy", "/cart", says={"amount": amount})
    buys = goal("event", "Buy", sums="amount", currency="EUR")
    assert log.total("conversions total_revenue", goal=buys) == (10, euros("1999999999999998"))


def test_a_goals_fixed_value_is_of_each_conversion(log: SmallLog):
    purchases(log)
    seen = goal("page", "/sho*", value=Decimal("2.50"), currency="EUR")
    assert log.total("conversions total_revenue", goal=seen) == (4, euros("10.00"))
    worthless = goal("page", "/shop")
    assert log.total("conversions total_revenue average_revenue", goal=worthless) == (4, {}, {})


def test_goals_stand_beside_each_other(log: SmallLog):
    purchases(log)
    goals = (goal("event", "Buy", "Bought"), goal("page", "/cart", "Cart"), goal("page", "/x", "X"))
    told = "visitors visits conversions conversion_rate"
    assert log.by("event:goal", told, goals=goals) == [
        ("Bought", 2, 2, 3, 50.0),
        ("Cart", 1, 1, 1, 25.0),
    ]
    by_source = log.by("event:goal visit:source", "conversion_rate", goals=goals)
    assert by_source == [("Bought", "Google", 100.0), ("Cart", "Bing", 50.0)]


def test_a_filter_of_visits_does_not_narrow_conversions(log: SmallLog):
    two_visits(log)
    seen = goal("page", "/price")
    assert log.total("pageviews conversions", filters=Has(BLOG), goal=seen) == (2, 1)
    assert log.total("pageviews conversions", filters=BLOG, goal=seen) == (2, 0)


def test_a_page_that_is_a_goal_narrows_pageviews(log: SmallLog):
    two_visits(log)
    wanted = Has(condition_of(goal("page", "/blog/a")))
    assert log.total("visits pageviews custom_events", filters=wanted) == (1, 1, 1)


def test_reading_is_a_goal_too(log: SmallLog):
    two_visits(log)
    read = goal("scroll", "/blog/**", least=75)
    looked = goal("engaged", "/**", least=91)
    assert log.total("conversions", goal=read) == (1,)
    assert log.total("conversions", goal=looked) == (1,)


def test_shares_are_of_all_visitors_under_the_filter(log: SmallLog):
    two_visits(log)
    assert log.by("visit:source", "percentage") == [("Bing", 50.0), ("Google", 50.0)]
    google = term("visit:source", "Google")
    assert log.by("event:page", "percentage", filters=google)[0] == ("/blog/a", 100.0)


def test_rows_come_in_order_and_in_parts(log: SmallLog):
    for number, path in enumerate(("/b", "/a", "/c", "/c")):
        log.view(number + 1, TEN, path)
    page = log.view(9, TEN, "/d")
    log.leave(page, MINUTE, engaged=1_000)
    assert [row[0] for row in log.by("event:page", "pageviews")] == ["/c", "/a", "/b", "/d"]
    by_path = (Order("event:page", True),)
    answer = log.ask(
        "pageviews", "event:page", order_by=by_path, limit=2, offset=1, total_rows=True
    )
    assert [row.dimensions for row in answer.rows] == [("/c",), ("/b",)]
    assert (answer.total_rows, answer.upto) == (4, 6)
    for descending in (False, True):
        by_time = (Order("time_on_page", descending),)
        rows = log.by("event:page", "time_on_page", order_by=by_time)
        assert rows[0] == ("/d", 1.0)


def test_hours_may_be_asked_for(log: SmallLog):
    log.view(1, TEN - 1)
    log.view(1, TEN, "/b")
    log.view(2, TEN + HOUR - 1)
    log.view(3, TEN + HOUR)
    counted = log.total("visitors visits pageviews", span=Span(TEN, TEN + HOUR))
    assert counted == (2, 1, 2)
