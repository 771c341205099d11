"""What watchers are told of a row, and which of it they asked for."""

import pytest

from tests.making import NOON, event, leave
from tracker.domain.campaigns import Campaign
from tracker.domain.events import STATE_NAMES, Back, Correction, Removal
from tracker.domain.filters import EVERYTHING, Filter, read_filter
from tracker.domain.message_of import campaign_message, message_of, refused_message
from tracker.domain.messages import (
    BackMessage,
    LatePlaceMessage,
    LeaveMessage,
    PlaceMessage,
    RemovalMessage,
)
from tracker.domain.places import Place
from tracker.domain.refusals import Reason, Refusal

BERLIN = Place("DE", "Berlin", "Berlin", "10115", 52.53, 13.38)
NEWSLETTER = Campaign("newsletter", "email", "spring", "", "", "")
STATE = next(iter(STATE_NAMES))


def test_a_row_of_each_kind_has_its_message():
    rows = [
        leave(STATE, beacon=7, visit=3, path="/cart"),
        Correction(1, NOON, 3, BERLIN, cursor=9),
        Removal(1, NOON, -1, cursor=10, before=NOON - 1),
        Back(1, NOON, 3, 7, "/cart"),
    ]
    place = PlaceMessage(*BERLIN)
    assert [message_of(row) for row in rows] == [
        LeaveMessage(0, NOON, "3", "/cart", STATE_NAMES[STATE], 1000, 50),
        LatePlaceMessage(9, NOON, "3", place),
        RemovalMessage(10, NOON, "-1", before=NOON - 1),
        BackMessage(NOON, "3", "/cart"),
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
    ("wanted", "passes"),
    [
        (EVERYTHING, True),
        (Filter(page="/ca"), True),
        (Filter(page="/blog"), False),
        (Filter(country="DE"), True),
        (Filter(country="FR"), False),
        (Filter(source="Direct"), True),
        (Filter(source="Google"), False),
        (Filter(event="pageview"), True),
        (Filter(event="Signup"), False),
    ],
)
def test_a_filter_lets_the_events_through_that_were_asked_for(wanted: Filter, passes: bool):
    assert wanted.passes(message_of(event(path="/cart", place=BERLIN))) is passes
    assert wanted.passes(message_of(leave(STATE, beacon=1)))


def test_a_filter_is_read_from_a_query():
    query = {"page": "/blog", "country": "de", "source": "Google", "event": "Signup", "x": "y"}
    assert read_filter(query) == Filter("/blog", "DE", "Google", "Signup")
    assert read_filter({}) == EVERYTHING


def test_of_what_a_stranger_chose_a_refusal_shows_the_beginning():
    refusal = Refusal(Reason.EXCLUDED, "/" + "x" * 2_000)
    assert refused_message(0, refusal).detail == "/" + "x" * 199
