"""What was appended is read back the same, by cursor."""

import pytest

from tests.making import NOON, event, leave, visitor
from tracker.domain.agents import Agent
from tracker.domain.campaigns import Campaign
from tracker.domain.events import Page
from tracker.domain.filters import EVERYTHING, Conditions, Filter
from tracker.domain.message_of import message_of
from tracker.domain.places import NOWHERE, Place
from tracker.domain.remembered import weight
from tracker.domain.rows import HIDDEN, PlaceCorrection, VisitRemoval
from tracker.domain.sources import Source
from tracker.storage.dictionary import dictionary
from tracker.storage.log import messages
from tracker.storage.log.event_log import PART
from tracker.storage.log.file_log import SqliteEventLog

BERLIN = Place("DE", "Berlin", "Berlin", "10115", 52.53, 13.38)


@pytest.fixture
async def log(db):
    opened = SqliteEventLog(db)
    await opened.open()
    return opened


async def test_a_row_reads_the_same_from_the_log_as_it_was_sent_live(log):
    full = event(1, path="/pricing", place=BERLIN)
    full.page = Page("example.com", "/pricing", Campaign("hn", "post", "x", "", "", ""))
    rows = [full, event(2), leave(HIDDEN, page=1), PlaceCorrection(1, NOON, 1, BERLIN)]
    rows.append(VisitRemoval(1, NOON, 1))
    await log.append(rows)
    read = await log.read_after(1, 0, log.head)
    assert [message_of(row) for row in read] == [message_of(row) for row in rows]


async def test_a_channel_of_before_is_read_as_todays(log):
    row = event(1)
    row.source = Source("Google", "search")
    await log.append([row])
    assert [each.source.channel for each in await log.read_after(1, 0, 9)] == ["organic-search"]


async def test_a_referrer_of_before_within_the_site_is_not_told(log):
    rows = [event(1), event(2)]
    rows[0].referrer, rows[1].referrer = "https://www.example.com/reset", "https://a.example/reset"
    await log.append(rows)
    found = [each.referrer for each in await log.read_after(1, 0, 9)]
    assert found == ["", "https://a.example/reset"]


async def test_properties_come_back_as_they_were(log):
    row = event(1)
    row.properties = '{"plan":"pro"}'
    await log.append([row])
    assert (await log.read_after(1, 0, 1))[0].properties == '{"plan":"pro"}'


async def test_cursors_have_no_gaps_over_all_kinds_of_rows(log):
    rows = [event(1), leave(HIDDEN, beacon=5), event(2), PlaceCorrection(1, NOON, 1, BERLIN)]
    await log.append(rows)
    assert [row.cursor for row in rows] == [1, 2, 3, 4]
    assert log.head == 4


async def test_a_batch_that_fails_uses_up_no_cursor_and_spoils_no_later_one(log):
    with pytest.raises(OverflowError):
        await log.append([event(1, path="/new"), event(2, width=2**70)])
    assert log.head == 0
    await log.append([event(3, path="/new")])
    assert [row.page.path for row in await log.read_after(1, 0, 9)] == ["/new"]


async def test_a_batch_of_known_texts_is_stored_whole_or_not_at_all(log):
    await log.append([event(1)])
    with pytest.raises(OverflowError):
        await log.append([event(2), event(3, width=2**70)])
    await log.append([event(4)])
    assert [row.id for row in await log.read_after(1, 0, 9)] == [1, 4]


async def test_the_sequence_goes_on_after_a_restart(log, db):
    await log.append([event(1), leave(HIDDEN, beacon=5)])
    again = SqliteEventLog(db)
    await again.open()
    await again.append([event(2)])
    assert [row.cursor for row in await again.read_after(1, 0, 9)] == [1, 2, 3]


async def test_the_last_events_come_oldest_first(log):
    await log.append([event(n, at=NOON + n) for n in range(10)])
    assert [row.cursor for row in (await log.earlier(1, 11, 3, EVERYTHING)).messages] == [8, 9, 10]
    assert [row.cursor for row in (await log.earlier(1, 8, 3, EVERYTHING)).messages] == [5, 6, 7]


async def test_the_last_events_have_the_places_that_were_found_late(log):
    paris = BERLIN._replace(country="FR", city="Paris")
    rows = [event(1), event(2, visit=2, at=NOON + 1), event(3, visit=3, at=NOON + 2, place=paris)]
    await log.append(rows + [PlaceCorrection(1, NOON, visit, BERLIN) for visit in (1, 3)])
    told = (await log.earlier(1, 9, 9, EVERYTHING)).messages
    assert [each.place.city for each in told] == ["Berlin", "", "Paris"]


async def test_earlier_events_are_searched_a_piece_at_a_time(log, monkeypatch):
    monkeypatch.setattr(messages, "LOOKED", 4)
    names = ["Signup", *["pageview"] * 5, "Signup", "pageview", "Signup", "pageview"]
    await log.append([event(n, name=name, at=NOON + n) for n, name in enumerate(names)])
    signups, found, before = Filter(only=Conditions(event="Signup")), [], 11
    while before:
        earlier = await log.earlier(1, before, 200, signups)
        found.append([each.cursor for each in earlier.messages])
        before = earlier.before
    assert found == [[7, 9], [], [1]]


@pytest.mark.parametrize("wanted", [Conditions(browser="Safari"), Conditions(visitor="2")])
async def test_visits_and_events_are_found_by_browser_and_by_visitor(log, wanted):
    ann, bob = visitor(1), visitor(2)
    bob.agent = Agent("Safari", "iOS", "mobile")
    await log.append([event(1, who=ann), event(2, who=bob, visit=2, at=NOON + 1)])
    for selected in (Filter(wanted), Filter(only=wanted)):
        found = (await log.earlier(1, 9, 9, selected)).messages
        assert [each.visit for each in found] == ["2"]
    met = await log.met_before(1, 2, Filter(wanted))
    assert {visit for visit, bits in met.items() if bits == wanted.asked} == {2}


async def test_no_more_earlier_events_are_told_than_were_asked_for(log):
    await log.append([event(n, at=NOON + n) for n in range(10)])
    for wanted in (EVERYTHING, Filter(only=Conditions(page="/"))):
        earlier = await log.earlier(1, 11, 3, wanted)
        assert ([each.cursor for each in earlier.messages], earlier.before) == ([8, 9, 10], 8)
        assert (await log.earlier(1, 2, 3, wanted)).before == 0


WANTED = [
    Conditions(page="/pricing"),
    Conditions(page_begins="/pri"),
    Conditions(page_begins="/%"),
    Conditions(country="DE"),
    Conditions(source="direct"),
    Conditions(event="Signup"),
    Conditions("/pricing", "/", "DE", "Direct", "pageview"),
]


@pytest.mark.parametrize("only", WANTED)
async def test_what_is_searched_for_is_what_a_filter_lets_pass(log, only):
    wanted = Filter(only=only)
    paths = ("/", "/pricing", "/Pricing", "/%")
    rows = [event(1, path=path, place=place) for path in paths for place in (BERLIN, NOWHERE)]
    rows += [event(2, path="/pricing", name="Signup", place=BERLIN)]
    await log.append(rows)
    every = (await log.earlier(1, 99, 99, EVERYTHING)).messages
    passing = [message for message in every if wanted.passes(message)]
    assert (await log.earlier(1, 99, 99, wanted)).messages == passing
    assert len(passing) < len(every)


async def test_only_the_sites_own_rows_are_read(log):
    await log.append([event(1), event(2, who=visitor(site_id=2))])
    assert [row.cursor for row in await log.read_after(2, 0, 9)] == [2]
    assert [row.cursor for row in (await log.earlier(2, 9, 9, EVERYTHING)).messages] == [2]


async def test_a_long_stretch_is_read_in_parts(log):
    def run(make):
        return [make() for _ in range(PART + 50)]

    rows = [event(1), event(2), *run(lambda: leave(HIDDEN, beacon=5)), *run(lambda: event(3))]
    rows += [row for n in range(PART) for row in (event(n), PlaceCorrection(1, NOON, 1, BERLIN))]
    rows += [event(4, who=visitor(site_id=2)), *run(lambda: VisitRemoval(1, NOON, 1))]
    await log.append(rows)
    found = part = await log.read_after(1, 0, log.head)
    while len(part) == PART:
        part = await log.read_after(1, part[-1].cursor, log.head)
        found = found + part
    assert [row.cursor for row in found] == [row.cursor for row in rows if row.site_id == 1]


async def test_more_different_texts_than_are_remembered_can_be_stored(log, monkeypatch):
    monkeypatch.setattr(dictionary, "TEXTS", 40 * weight("/number"))
    log = SqliteEventLog(log._database)
    paths = [f"/{number}" for number in range(100)]
    for start in range(0, 100, 10):
        # Each batch begins with what was learned first.
        batch = ["/0", *paths[start : start + 10]]
        await log.append([event(start, path=path) for path in batch])
    assert [row.page.path for row in await log.read_after(1, 0, log.head)][-10:] == paths[-10:]
    assert len(log._dictionary.texts.known) < 60
