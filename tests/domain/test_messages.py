"""What watchers are told of a row, and which of it they asked for."""

import pytest

from tests.making import NOON, event, leave
from tracker.domain.campaigns import Campaign
from tracker.domain.filters import EVERYTHING, Conditions, Filter, read_filter
from tracker.domain.message_of import campaign_message, message_of, refused_message
from tracker.domain.messages import (
    BackMessage,
    LatePlaceMessage,
    LeaveMessage,
    PlaceMessage,
    RemovalMessage,
    TitleMessage,
)
from tracker.domain.places import Place
from tracker.domain.refusals import Reason, Refusal
from tracker.domain.rows import (
    STATE_NAMES,
    AgeRemoval,
    Back,
    DayRow,
    ImportRemoval,
    Pageview,
    PlaceCorrection,
    Reset,
    SiteRemoval,
    TitleCorrection,
    VisitRemoval,
)

BERLIN = Place("DE", "Berlin", "Berlin", "10115", 52.53, 13.38)
NEWSLETTER = Campaign("newsletter", "email", "spring", "", "", "")
STATE = next(iter(STATE_NAMES))


def test_a_row_of_each_kind_has_its_message():
    page = Pageview(3, 5, NOON)
    rows = [
        leave(STATE, page=5, visit=3, path="/cart"),
        leave(STATE, beacon=7, visit=3, path="/cart"),
        PlaceCorrection(1, NOON, 3, BERLIN, cursor=9),
        TitleCorrection(1, NOON, 0, "Your cart", page, 3, cursor=10),
        Back(1, NOON, 0, "/cart", page, 3, cursor=11),
        SiteRemoval(1, NOON, cursor=12),
        VisitRemoval(1, NOON, 3, cursor=13),
        AgeRemoval(1, NOON, NOON - 1, cursor=14),
        ImportRemoval(1, NOON, 2, cursor=15),
        Reset(1, NOON, 8, cursor=16),
        DayRow(1, NOON, 20_000, "source", "Google", 3),
    ]
    state = STATE_NAMES[STATE]
    assert [message_of(row) for row in rows] == [
        LeaveMessage(0, NOON, "3", "/cart", state, 1000, 50, 5),
        LeaveMessage(0, NOON, "3", "/cart", state, 1000, 50),
        LatePlaceMessage(9, NOON, "3", PlaceMessage(*BERLIN)),
        TitleMessage(10, NOON, "3", 5, "Your cart"),
        BackMessage(11, NOON, "3", "/cart", 5),
        RemovalMessage(12, NOON, "0"),
        RemovalMessage(13, NOON, "3"),
        RemovalMessage(14, NOON, "-1", before=NOON - 1),
        RemovalMessage(15, NOON, "", import_id="2"),
        RemovalMessage(16, NOON, "", upto=8),
        None,
    ]


def test_an_event_tells_who_came_where_and_from_where():
    told = message_of(event(5, path="/cart", place=BERLIN, visit=3))
    assert (told.path, told.visit, told.place.city) == ("/cart", "3", "Berlin")
    assert event(5).site_id == 1


def test_a_campaign_is_told_where_there_is_one():
    assert campaign_message(None) is None
    told = campaign_message(NEWSLETTER)
    assert told
    assert told.source == "newsletter"


@pytest.mark.parametrize("reason", list(Reason))
def test_every_refusal_says_what_happened_and_what_to_do(reason: Reason):
    refusal = Refusal(reason, "shop.example")
    told = refused_message(NOON, refusal)
    assert (told.reason, told.detail) == (reason.value, "shop.example")
    assert told.what == refusal.what != ""
    assert told.remedy == refusal.remedy
    assert 200 <= refusal.status < 600


@pytest.mark.parametrize(
    ("only", "passes"),
    [
        (Conditions(), True),
        (Conditions(page_begins="/ca"), True),
        (Conditions(page_begins="/blog"), False),
        (Conditions(country="DE"), True),
        (Conditions(country="FR"), False),
        (Conditions(source="Direct"), True),
        (Conditions(source="Google"), False),
        (Conditions(event="pageview"), True),
        (Conditions(event="Signup"), False),
    ],
)
def test_a_filter_lets_the_events_through_that_were_asked_for(only: Conditions, passes: bool):
    wanted = Filter(only=only)
    assert wanted.passes(message_of(event(path="/cart", place=BERLIN))) is passes
    assert wanted.passes(message_of(leave(STATE, beacon=1)))


def test_each_condition_that_a_message_meets_is_told():
    told = message_of(event(path="/cart", place=BERLIN))
    asked = Conditions("/cart", "/ca", "DE", "Direct", "pageview", "Firefox", told.visitor)
    assert asked.met_by(told) == asked.asked
    for name, value in asked._asdict().items():
        one, other = Conditions(**{name: value}), Conditions(**{name: f"{value}?"})
        assert one.met_by(told) == one.asked > 0
        assert other.met_by(told) == 0
    assert Conditions().asked == 0


def test_of_what_is_no_event_only_a_late_place_meets_something():
    late = message_of(PlaceCorrection(1, NOON, 1, BERLIN))
    asked = Conditions(page_begins="/", country="DE")
    assert asked.met_by(late) == Conditions(country="DE").asked
    assert Conditions(country="FR").met_by(late) == 0
    assert asked.met_by(message_of(leave(STATE, beacon=1))) == 0


def test_a_filter_is_read_from_a_query():
    query = {"page": "/blog", "country": "de", "source": "Google", "event": "Signup", "x": "y"}
    wanted = Conditions("/blog", "", "DE", "Google", "Signup")
    assert read_filter(query) == Filter(wanted)
    of_events = {f"only_{name}": value for name, value in query.items()}
    assert read_filter(of_events) == Filter(only=wanted)
    assert read_filter({"page_begins": "/b"}) == Filter(Conditions(page_begins="/b"))
    assert read_filter({}) == EVERYTHING


def test_of_what_a_stranger_chose_a_refusal_shows_the_beginning():
    refusal = Refusal(Reason.EXCLUDED, "/" + "x" * 2_000)
    assert refused_message(0, refusal).detail == "/" + "x" * 199
