"""Filters that select visits: whole visits, each row once, whoever comes back with which cursor."""

import asyncio
import json
import random
from collections import Counter
from contextlib import aclosing, asynccontextmanager

import pytest

from tests.eventually import PATIENCE
from tests.making import NOON, event
from tests.memory_log import MemoryLog
from tracker.domain.filters import EVERYTHING, LOOKS, Conditions, Filter
from tracker.domain.messages import PresenceMessage
from tracker.domain.places import NOWHERE, Place
from tracker.domain.rows import LEFT, Leave, Pageview, PlaceCorrection, SiteRemoval, VisitRemoval
from tracker.domain.sources import Source
from tracker.services.live import follow, selection
from tracker.services.live.fan_out import Live
from tracker.services.live.follow import Follower
from tracker.services.live.met import Room
from tracker.services.live.refused import Refused
from tracker.services.live.selection import BEGIN_AT_ONCE
from tracker.services.presence.presence import Presence
from tracker.storage.file.database import Database
from tracker.storage.log.event_log import MOST_OF_VISIT
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.sites.sites import Site

SITE = Site(1, "abcdefghijkl", 1, "example.com", (), "UTC", 0, "no")
GERMANY = Place("DE")
MINUTE = 60_000
FROM_GOOGLE = Filter(Conditions(source="Google"))
ORDERED = Filter(Conditions(event="Order"))
NOBODY = Filter(Conditions(page="/nowhere"))


class Stream:
    """A log with its live fan-out, and a way to commit as the recorder does."""

    def __init__(self, log):
        self.log = log
        self.live = Live()
        self.reads = []  # how many visits' rows were asked for at once
        self._visit_rows, log.visit_rows = log.visit_rows, self._counted

    async def _counted(self, site_id, visits, before, until):
        self.reads.append(len(visits))
        return await self._visit_rows(site_id, visits, before, until)

    async def commit(self, *rows):
        for number, row in enumerate(rows, self.log.head + 1):
            if getattr(row, "id", None) == 0:
                row.id = number
        await self.log.append(rows)
        self.live.publish(rows)

    def follower(self):
        return Follower(self.log, self.live, Presence(), Refused(self.live.tell), SITE)

    @asynccontextmanager
    async def follow(self, wanted, cursor=None):
        """A view that has begun."""
        async with aclosing(self.follower().frames(cursor, wanted)) as frames:
            view = View(frames)
            await view.until("ready")
            yield view

    async def asked(self, wanted, cursor=0):
        """The cursors of all rows that somebody who asks with this one is told, in order."""
        found, kinds = [], [""]
        while kinds[-1] != "ready":
            view = View(self.follower().asked(cursor, wanted))
            kinds = [each["type"] for each in await view.until("ready", "more")]
            found += view.rows
            cursor = view.cursor
        return found


class View:
    """What a reader gets: `cursor` is where it would come back, `rows` the cursors that it has."""

    def __init__(self, frames):
        self.frames = frames
        self.cursor = None
        self.rows = []

    async def next(self):
        frame = await asyncio.wait_for(anext(self.frames), PATIENCE)
        self.cursor = frame.cursor or self.cursor
        messages = json.loads(frame.data)
        self.rows += cursors(messages)
        return messages

    async def until(self, *kinds):
        """All messages up to the frame with one of these."""
        found = []
        while not any(each["type"] in kinds for each in found):
            found += await self.next()
        return found


def cursors(messages):
    of_log = ("event", "leave", "back", "place", "title", "removal")
    return [each["cursor"] for each in messages if each["type"] in of_log]


def pageview(visit, path="/", source="", *, at=NOON, name="pageview", place=NOWHERE):
    made = event(0, visit=visit, path=path, at=at, name=name, place=place)
    made.source = Source(source, "organic-search" if source else "internal")
    return made


def order(visit, at=NOON):
    return pageview(visit, "/done", at=at, name="Order")


def leave(visit, cursor):
    return Leave(1, NOON, 0, "/", LEFT, 1_000, 50, Pageview(visit, cursor, NOON), visit)


@pytest.fixture
async def stream(db: Database) -> Stream:
    log = SqliteEventLog(db)
    await log.open()
    return Stream(log)


async def test_an_order_brings_the_pages_before_it(stream):
    async with stream.follow(ORDERED) as view:
        await stream.commit(pageview(70, "/landing", "Google"), pageview(80))
        await stream.commit(pageview(70, "/cart"), leave(70, 1), leave(80, 2))
        await stream.commit(order(70))
        told = await view.next()
        assert cursors(told) == [1, 3, 4, 6]
        assert [each.get("replay", False) for each in told] == [True, True, True, False]
        assert view.cursor == 6
        await stream.commit(pageview(70, "/thanks"), pageview(80, "/more"), leave(70, 7))
        assert cursors(await view.next()) == [7, 9]


async def test_a_source_selects_what_came_after_the_first_page(stream):
    await stream.commit(pageview(70, "/landing", "Google"), pageview(80, "/landing", "Bing"))
    async with stream.follow(FROM_GOOGLE) as view:
        await stream.commit(pageview(80, "/cart"), pageview(70, "/cart"), order(70))
        assert cursors(await view.next()) == [4, 5]
    async with stream.follow(FROM_GOOGLE, cursor=4) as view:
        assert view.rows == [5]
    assert await stream.asked(FROM_GOOGLE) == [1, 4, 5]
    assert await stream.asked(FROM_GOOGLE, None) == [1, 4, 5]


async def test_who_filters_hears_which_of_the_visits_are_here(stream):
    await stream.commit(pageview(70, "/a", "Google"), pageview(71, "/a"))
    presence = Presence()
    presence.apply([pageview(visit, "/a") for visit in (70, 71)])
    said = {}
    for name, wanted in (("some", FROM_GOOGLE), ("nobody", NOBODY), ("all", EVERYTHING)):
        follower = Follower(stream.log, stream.live, presence, Refused(stream.live.tell), SITE)
        told = [
            each async for frame in follower.asked(None, wanted) for each in json.loads(frame.data)
        ]
        said[name] = told[-1].get("present")
    assert said == {"some": ["70"], "nobody": [], "all": None}


async def test_each_condition_may_be_met_by_another_event(stream):
    wanted = Filter(Conditions(page="/cart", source="Google", event="Order"))
    async with stream.follow(wanted) as view:
        await stream.commit(pageview(70, "/landing", "Google"), order(80), pageview(80, "/cart"))
        await stream.commit(pageview(70, "/cart"))
        await stream.commit(order(70))
        assert cursors(await view.next()) == [1, 4, 5]


async def test_a_page_is_or_begins(stream):
    await stream.commit(pageview(70, "/blog"), pageview(80, "/blog/waves"), pageview(90, "/a/blog"))
    assert await stream.asked(Filter(Conditions(page="/blog"))) == [1]
    assert await stream.asked(Filter(Conditions(page_begins="/blog"))) == [1, 2]


async def test_of_selected_visits_single_events_can_be_filtered(stream):
    wanted = Filter(Conditions(event="Order"), Conditions(page="/cart"))
    async with stream.follow(wanted) as view:
        await stream.commit(pageview(70, "/landing"), pageview(70, "/cart"), order(70))
        assert cursors(await view.next()) == [2]
        await stream.commit(pageview(70), pageview(80, "/cart"), pageview(70, "/cart"))
        assert cursors(await view.next()) == [6]


async def test_a_place_that_is_found_late_selects(stream):
    wanted = Filter(Conditions(country="DE"))
    async with stream.follow(wanted) as view:
        await stream.commit(pageview(70, "/a"), PlaceCorrection(1, NOON, 80, Place("FR")))
        await stream.commit(PlaceCorrection(1, NOON, 70, GERMANY))
        assert cursors(await view.next()) == [1, 3]
        await stream.commit(pageview(70, "/b", place=GERMANY))
        assert cursors(await view.next()) == [4]
    assert await stream.asked(wanted, 3) == [4]


async def test_what_nothing_matches_says_nothing_but_who_is_there(stream):
    async with stream.follow(NOBODY) as view:
        await stream.commit(*(pageview(visit) for visit in range(70, 90)))
        stream.live.tell(1, PresenceMessage(7, [], [], 0, {}))
        told = await view.next()
    assert [each["type"] for each in told] == ["presence"]
    assert await stream.asked(NOBODY) == []


@pytest.mark.parametrize("wanted", [EVERYTHING, NOBODY, ORDERED, Filter(only=Conditions("/x"))])
async def test_a_removed_site_ends_the_stream_whatever_is_asked_for(stream, wanted):
    async with stream.follow(wanted) as view:
        await stream.commit(SiteRemoval(1, NOON))
        assert [each["type"] for each in await view.until("removal")][-1] == "removal"
        with pytest.raises(StopAsyncIteration):
            await view.next()
    frames = stream.follower().frames(0, wanted)
    kinds = [each["type"] async for frame in frames for each in json.loads(frame.data)]
    assert kinds == ["hello", "removal"]


async def test_a_removed_visit_is_told_to_all_who_may_have_it(stream):
    await stream.commit(pageview(70), VisitRemoval(1, NOON, 70))
    assert await stream.asked(NOBODY) == [2]


async def test_the_first_event_of_a_visit_has_none_before_it(stream):
    first = pageview(70, "/landing", "Google")
    first.id = 71
    async with stream.follow(FROM_GOOGLE) as view:
        await stream.commit(first)
        assert cursors(await view.next()) == [1]
    assert stream.reads == []


async def test_five_hundred_visits_at_once_are_read_a_few_at_a_time(stream):
    visits = range(1_000, 1_500)
    async with stream.follow(ORDERED) as view:
        await stream.commit(*(pageview(visit) for visit in visits))
        await stream.commit(*(order(visit) for visit in visits))
        while len(view.rows) < 1_000:
            told = cursors(await view.next())
            assert len(told) == 2 * BEGIN_AT_ONCE
    assert Counter(view.rows) == Counter(range(1, 1_001))
    assert stream.reads == [BEGIN_AT_ONCE] * (500 // BEGIN_AT_ONCE)
    assert sorted(await stream.asked(ORDERED)) == list(range(1, 1_001))


async def test_of_a_long_visit_the_newest_events_come_first(stream):
    async with stream.follow(ORDERED) as view:
        pages = MOST_OF_VISIT + 50
        await stream.commit(*(pageview(70, f"/{n}", at=NOON + n) for n in range(pages)))
        await stream.commit(order(70, NOON + pages))
        assert cursors(await view.next()) == list(range(51, pages + 2))


async def test_a_visit_that_lasts_longer_than_is_looked_back_goes_on_for_who_was_there(stream):
    async with stream.follow(FROM_GOOGLE) as view:
        await stream.commit(pageview(70, "/landing", "Google"))
        await stream.commit(pageview(70, "/later", at=NOON + LOOKS + MINUTE))
        await stream.commit(pageview(70, "/latest", at=NOON + LOOKS + 2 * MINUTE))
        while len(view.rows) < 3:
            await view.next()
    assert view.rows == [1, 2, 3]
    assert await stream.asked(FROM_GOOGLE, 2) == []
    assert await stream.asked(FROM_GOOGLE, 1) == [2, 3]


WANTED = [
    FROM_GOOGLE,
    ORDERED,
    NOBODY,
    Filter(Conditions(page="/1", event="Order")),
    Filter(Conditions(page_begins="/", country="DE")),
    Filter(only=Conditions(event="Order")),
    EVERYTHING,
]


def rows_of_visits(count, seed):
    """Of few visits, so that most are selected late."""
    chance, begun = random.Random(seed), set[int]()
    for number in range(1, count + 1):
        visit, at = chance.randrange(7_000, 7_009), NOON + number
        kind = chance.random() if visit in begun else 1
        begun.add(visit)
        if kind < 0.15:
            yield leave(visit, number)
        elif kind < 0.2:
            yield PlaceCorrection(1, at, visit, GERMANY)
        elif kind < 0.3:
            yield order(visit, at)
        else:
            source = "Google" if kind < 0.35 else ""
            yield pageview(visit, f"/{chance.randrange(9)}", source, at=at)


@pytest.mark.parametrize("wanted", WANTED)
async def test_who_resumes_at_any_cursor_has_each_row_once(wanted):
    rows = list(rows_of_visits(80, 1))
    whole = Stream(MemoryLog())
    await whole.commit(*rows)
    every = sorted(await whole.asked(wanted))
    assert len(every) == len(set(every))
    for cursor in range(81):
        before = Stream(MemoryLog())
        await before.commit(*rows_of_visits(cursor, 1))
        had = await before.asked(wanted)
        assert sorted(had + await whole.asked(wanted, cursor)) == every


@pytest.mark.parametrize("wanted", WANTED)
async def test_who_begins_anywhere_has_nothing_twice_and_all_that_follows(wanted, monkeypatch):
    monkeypatch.setattr(follow, "BACKLOG", 10)
    rows = list(rows_of_visits(80, 3))
    whole = Stream(MemoryLog())
    await whole.commit(*rows)
    every = set(await whole.asked(wanted))
    for cursor in range(81):
        before = Stream(MemoryLog())
        await before.commit(*rows_of_visits(cursor, 3))
        view = View(before.follower().asked(None, wanted))
        while True:
            told = await view.next()
            if view.cursor:
                had = view.rows + await whole.asked(wanted, view.cursor)
                assert len(had) == len(set(had))
                assert {row for row in every if row > view.cursor} <= set(had) <= every
            if told[-1]["type"] == "ready":
                break


@pytest.mark.parametrize("wanted", WANTED)
async def test_who_is_cut_off_after_any_frame_has_each_row_once(stream, wanted):
    chance, had, cursor = random.Random(2), [], 0
    left = list(rows_of_visits(150, 2))
    while left or cursor < stream.log.head:
        async with stream.follow(wanted, cursor) as view:
            size = chance.randrange(1, 20)
            await stream.commit(*left[:size])
            left = left[size:]
            stream.live.tell(1, PresenceMessage(len(left), [], [], 0, {}))
            await view.until("presence")
            had, cursor = had + view.rows, view.cursor or cursor
            cursor = cursor if left else stream.log.head
    whole = await stream.asked(wanted)
    assert Counter(had) == Counter(whole)


def test_the_view_with_most_visits_forgets_those_of_longest_ago():
    room = Room(100)
    few, many = room.met(), room.met()
    for visit in range(1, 11):
        few.add(visit, 1)
    for visit in range(1, 1_000):
        many.add(visit, 3)
        assert len(few) + len(many) <= 100
    assert [few.of(visit) for visit in range(1, 11)] == [1] * 10
    assert (many.of(999), many.of(1)) == (3, 0)
    assert many.add(999, 4) == many.of(999) == 7


def test_what_is_asked_for_is_kept():
    room = Room(100)
    met = room.met()
    for visit in range(1, 1_000):
        met.add(visit, 3)
        assert met.of(1) == 3


def test_a_view_that_has_ended_takes_no_room():
    room = Room(100)
    for _ in range(5):
        met = room.met()
        for visit in range(1, 91):
            met.add(visit, 3)
        assert [met.of(visit) for visit in range(1, 91)] == [3] * 90


async def test_a_view_that_fell_behind_goes_on_where_it_was(stream, monkeypatch):
    monkeypatch.setattr(selection, "BEGIN_AT_ONCE", 3)
    async with stream.follow(ORDERED) as view:
        channel = next(iter(stream.live._sites[1].values()))
        for visit in range(1_000, 1_080):
            await stream.commit(pageview(visit), order(visit))
            channel.flush()
        await view.until("skipped")
        await view.until("ready")
    assert Counter(view.rows) == Counter(range(1, 161))
