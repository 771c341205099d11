"""What open views are told of the log that all processes share: of its shards, and of what is
filed."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, suppress
from itertools import count
from typing import Any

import pytest
from msgspec.json import encode

from tests.any_rows import PLACES, SITES, any_row, any_visit
from tests.engines.clickhouse_server import MISSING
from tests.engines.engine import Engine
from tests.engines.front import Front
from tests.engines.memory_bus import MemoryBus
from tests.engines.memory_filing import MemoryFiling
from tests.engines.memory_inbox import MemoryInbox
from tests.engines.memory_leases import MemoryLeases
from tests.engines.memory_older import MemoryOlder
from tests.engines.memory_shard_log import MemoryShardLog
from tests.engines.nats_engine import nats_engine
from tests.engines.nats_server import needs_nats
from tests.eventually import A_MOMENT, PATIENCE, eventually
from tests.making import NOON, event
from tests.memory_log import MemoryLog
from tests.storage.log.test_log_rules import any_filter
from tracker.domain.events import Event
from tracker.domain.filters import EVERYTHING, Conditions, Filter
from tracker.domain.ids import first_id
from tracker.domain.places import NOWHERE
from tracker.domain.rows import (
    DayRow,
    Pageview,
    PlaceCorrection,
    Removal,
    Row,
    TitleCorrection,
    VisitRemoval,
)
from tracker.domain.shard_cursors import cursor_in, message_with
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.filing import Filing as ClickHouseFiling
from tracker.storage.clickhouse_past.filed_rows import FiledRows
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.log.event_log import PART
from tracker.storage.processes.older import Older
from tracker.storage.processes.shard_log import Position
from tracker.storage.shared_log import marks, recent, shards, shared_log, site_visits

ROWS = 150
FAR_AHEAD = 1 << 40  # a cursor
needs_clickhouse = pytest.mark.skipif(MISSING, reason="sh scripts/engines/clickhouse")


class World:
    """A shard that is written to and filed. `plain`: the same rows in the plainest log."""

    def __init__(self, engine: Engine, older: Older, filing: Any) -> None:
        self.engine, self.older, self.filing = engine, older, filing
        self.plain = MemoryLog()
        self._filed = 0
        self._at: Position | None = None

    async def append(self, rows: Sequence[Row]) -> None:
        at = self._at or await self.engine.log.newest(self.engine.shard)
        message = message_with(at.cursor) + 1
        for number, row in enumerate(rows, 1):
            row.cursor = cursor_in(message, number)
        self._at = await self.engine.log.append(self.engine.shard, rows, at, "ada")
        self.plain.rows += rows
        self.plain.head = rows[-1].cursor

    async def file(self, upto: int) -> None:
        """Of the rows that were appended, those up to that number."""
        new, self._filed = self.plain.rows[self._filed : upto], max(upto, self._filed)
        if new and isinstance(self.filing, MemoryFiling):
            await self.filing.file(self.engine.shard, new)
        elif new:
            await self.filing.file(new)

    async def purge(self, number: int) -> None:
        """Of the shard, what came before that row."""
        await self.engine.log.purge(self.engine.shard, self.plain.rows[number].cursor)

    async def front(self) -> Front:
        front = Front(self.engine.log, self.older, self.engine.shard, NOON + 60_000)
        await front.start()
        return front


@pytest.fixture(
    params=[
        "memory",
        pytest.param("nats", marks=needs_nats),
        pytest.param("clickhouse", marks=needs_clickhouse),
    ]
)
def kind(request: pytest.FixtureRequest) -> str:
    """Which engine is a real one; the others are in memory."""
    return str(request.param)


@pytest.fixture
def files(request: pytest.FixtureRequest, kind: str) -> ClickHouse | None:
    return request.getfixturevalue("clickhouse") if kind == "clickhouse" else None


@pytest.fixture
async def world(
    request: pytest.FixtureRequest, kind: str, files: ClickHouse | None
) -> AsyncIterator[World]:
    if kind == "nats":
        async with nats_engine(request.getfixturevalue("shared_nats").url) as engine:
            yield filed_in_memory(engine)
        return
    engine = in_memory()
    if files is None:
        yield filed_in_memory(engine)
        return
    filing = ClickHouseFiling(files, engine.shard, count(1).__next__)
    yield World(engine, FiledRows(files), filing)


def in_memory() -> Engine:
    return Engine(MemoryInbox(), MemoryShardLog(2), MemoryBus(), MemoryLeases(), 0, 1, "test")


def filed_in_memory(engine: Engine) -> World:
    filing = MemoryFiling()
    return World(engine, MemoryOlder(filing, engine.shard), filing)


@pytest.fixture
async def fronts() -> AsyncIterator[list[Front]]:
    """Those that are to be ended."""
    made: list[Front] = []
    yield made
    for front in made:
        await front.kill()


def is_lasting(row: Row) -> bool:
    return not isinstance(row, Removal | DayRow)


def likely(rows: Sequence[Row]) -> list[Row]:
    """Nothing is erased; a place is found late once, for a visit that has none."""
    made, unplaced = list[Row](), set[tuple[int, int]]()
    placed = set[tuple[int, int]]()
    for row in rows:
        if isinstance(row, Event):
            visit = row.site_id, row.visit
            row.place = NOWHERE if visit not in placed else row.place
            unplaced |= {visit} - placed
        elif isinstance(row, PlaceCorrection):
            visit = row.site_id, row.visit
            if visit not in unplaced:
                continue
            unplaced.discard(visit)
            placed.add(visit)
        if is_lasting(row):
            made.append(row)
    return made


async def filled(world: World, chance: random.Random, rows: int = ROWS) -> None:
    made = likely([any_row(chance, number) for number in range(1, rows + 1)])
    while made:
        size = min(chance.randrange(1, 30), len(made))
        await world.append(made[:size])
        made = made[size:]


@pytest.fixture
def close(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is a long way otherwise is one of some messages; and marks are asked each time."""
    for module in (shards, site_visits):
        monkeypatch.setattr(module, "FAR", 12)
    monkeypatch.setattr(recent, "AT_MOST", 5)
    monkeypatch.setattr(shared_log, "AT_ONCE", 3)
    monkeypatch.setattr(marks, "AGE", 0)


async def test_it_selects_as_the_plain_log_does(
    world: World, kind: str, fronts: list[Front]
) -> None:
    """By any filter, wherever what is filed ends."""
    chance, questions = random.Random(7), 10 if kind == "memory" else 4
    await filled(world, chance)
    rows = world.plain.rows
    fronts.append(await world.front())
    log = fronts[0].log
    for filed in sorted(chance.sample(range(len(rows)), 4)):
        await world.file(filed)
        fronts[0].shards.marks._asked.clear()
        for _ in range(questions):
            wanted, upto = any_filter(chance), chance.choice(rows).cursor
            site, before, limit = chance.choice(SITES), chance.choice(rows).cursor, 9
            found = [
                await each.earlier(site, before, limit, wanted, upto) for each in (log, world.plain)
            ]
            assert encode(found[0]) == encode(found[1])
            if wanted.selects_visits:
                met = [await each.met_before(site, upto, wanted) for each in (log, world.plain)]
                assert met[0] == met[1]
            oldest = [await each.oldest_of(site, before, 7) for each in (log, world.plain)]
            assert oldest[0] == oldest[1]
            visits = {any_visit(chance) for _ in range(3)}
            asked = (site, visits, upto, NOON + ROWS)
            assert await log.visit_rows(*asked) == await world.plain.visit_rows(*asked)


async def read(log: Any, site: int, cursor: int) -> list[Row]:
    """As a view does that comes back with the cursor."""
    found: list[Row] = []
    while cursor < log.head_of(site):
        upto = min(log.head_of(site), log.reach(site, cursor))
        rows = await log.read_after(site, cursor, upto)
        found += rows
        cursor = rows[-1].cursor if len(rows) == PART else upto
    return found


async def test_a_view_goes_on_behind_every_cursor(world: World, fronts: list[Front]) -> None:
    await filled(world, random.Random(3), 60)
    await world.file(40)
    fronts.append(await world.front())
    for cursor in [0, *(row.cursor for row in world.plain.rows)]:
        mine = [row for row in world.plain.rows if row.site_id == 1 and row.cursor > cursor]
        assert await read(fronts[0].log, 1, cursor) == mine


async def test_what_the_shard_keeps_no_more_is_told_by_what_is_filed(
    world: World, fronts: list[Front], close: None
) -> None:
    """Each event once, and in order, from every cursor; scrolling back, too."""
    await filled(world, random.Random(4), 120)
    rows = world.plain.rows
    await world.file(100)
    await world.purge(80)
    fronts.append(await world.front())
    log = fronts[0].log
    events = [row.cursor for row in rows if isinstance(row, Event) and row.site_id == 2]
    for cursor in [0, *(row.cursor for row in rows[::20])]:
        found = await read(log, 2, cursor)
        told = [row.cursor for row in found if isinstance(row, Event)]
        assert told == [each for each in events if each > cursor]
    assert [row for row in found if row.cursor > rows[100].cursor] == [
        row for row in rows if row.site_id == 2 and row.cursor > max(cursor, rows[100].cursor)
    ]
    before, scrolled = log.head_of(2) + 1, list[int]()
    while before:
        part = await log.earlier(2, before, 7, EVERYTHING)
        scrolled = [each.cursor for each in part.messages] + scrolled
        before = part.before
    assert scrolled == events


async def test_what_was_found_later_or_is_gone_is_known_before_it_is_filed(
    world: World, fronts: list[Front]
) -> None:
    await world.append([event(n, visit=n, at=NOON + n) for n in range(1, 6)])
    await world.file(5)
    late = [VisitRemoval(1, NOON + 9, 2), PlaceCorrection(1, NOON + 9, 4, PLACES[1])]
    await world.append([*late, TitleCorrection(1, NOON, 0, "Late", _page(world.plain.rows[2]), 3)])
    await world.append([event(7, visit=7, at=NOON + 9)])
    fronts.append(await world.front())
    found = await fronts[0].log.earlier(1, FAR_AHEAD, 9, EVERYTHING)
    said = [(each.visit, each.title, each.place.country) for each in found.messages]
    assert [visit for visit, *_ in said] == ["1", "3", "4", "5", "7"]
    assert [title for _, title, _ in said] == ["A page", "Late", "A page", "A page", "A page"]
    assert [country for *_, country in said] == ["", "", "DE", "", ""]


def _page(row: Row) -> Pageview:
    assert isinstance(row, Event)
    return Pageview(row.visit, row.cursor, row.at)


async def test_a_visit_that_began_long_ago_is_told_by_its_events(
    world: World, fronts: list[Front], close: None
) -> None:
    visit = first_id(NOON)
    for number in range(1, 31):
        mine = number % 10 == 1
        await world.append([event(number, visit=visit if mine else 7, at=NOON + number)])
    await world.append([PlaceCorrection(1, NOON + 31, visit, PLACES[1])])
    await world.file(25)
    fronts.append(await world.front())
    rows = world.plain.rows
    told = [rows[0], rows[10], rows[20], rows[30]]
    for before, left in ((FAR_AHEAD, told), (rows[20].cursor, told[:2])):
        bound = min(before, rows[-1].cursor + 1)
        assert await fronts[0].log.visit_rows(1, [visit], bound, NOON + 99) == left


async def test_while_nobody_answers_what_the_shard_has_is_told(
    engine: Engine, fronts: list[Front], close: None
) -> None:
    world = filed_in_memory(engine)
    for number in range(1, 21):
        await world.append([event(number, visit=number, at=NOON + number)])
    await world.file(15)
    await world.purge(10)
    world.older.is_away = True
    fronts.append(await world.front())
    log, rows = fronts[0].log, world.plain.rows
    found, before = list[int](), FAR_AHEAD
    with pytest.raises(RefusesForNow, match="can't be read just now"):
        while before:
            part = await log.earlier(1, before, 4, EVERYTHING)
            found = [each.cursor for each in part.messages] + found
            before = part.before
    assert before
    assert found == [row.cursor for row in rows[10:]]
    assert await log.oldest_of(1, FAR_AHEAD, 3) == rows[-3].cursor
    assert await read(log, 1, rows[12].cursor) == rows[13:]
    for asked in (
        log.read_after(1, rows[3].cursor, log.head_of(1)),
        log.earlier(1, FAR_AHEAD, 4, Filter(Conditions(page="/"))),
        log.met_before(1, log.head_of(1), Filter(Conditions(page="/"))),
        log.visit_rows(1, [3], log.head_of(1), NOON),
    ):
        with pytest.raises(RefusesForNow, match="can't be read just now"):
            await asked


async def test_where_what_is_filed_takes_too_long_the_shard_answers(fronts: list[Front]) -> None:
    world = filed_in_memory(in_memory())
    await world.append([event(1), event(2)])
    await world.file(2)
    await world.append([event(3)])
    world.older.is_slow = True
    fronts.append(await world.front())
    log, rows = fronts[0].log, world.plain.rows
    assert await log.oldest_of(1, FAR_AHEAD, 9) == rows[2].cursor
    found = await log.earlier(1, FAR_AHEAD, 9, EVERYTHING)
    assert (len(found.messages), found.before) == (1, rows[1].cursor + 1)
    with pytest.raises(RefusesForNow, match="just now: too slow"):
        await log.earlier(1, found.before, 9, EVERYTHING)


async def test_what_is_filed_meanwhile_is_told_once(
    fronts: list[Front], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mark is asked once a second: more may be filed than it says."""
    monkeypatch.setattr(marks, "AGE", PATIENCE)
    world = filed_in_memory(in_memory())
    await world.append([event(1)])
    await world.append([event(2)])
    await world.file(1)
    fronts.append(await world.front())
    for filed in (1, 2):
        await world.file(filed)
        found = await fronts[0].log.earlier(1, FAR_AHEAD, 9, EVERYTHING)
        assert [each.cursor for each in found.messages] == [row.cursor for row in world.plain.rows]


async def test_a_young_log_needs_nobody_to_scroll_back_to_its_beginning(
    fronts: list[Front],
) -> None:
    world = filed_in_memory(in_memory())
    await world.append([event(number, at=NOON + number) for number in range(1, 4)])
    fronts.append(await world.front())
    log = fronts[0].log
    assert await log.met_before(9, log.head_of(9), Filter(Conditions(page="/"))) == {}
    world.older.is_away = True
    fronts[0].shards.marks._asked.clear()
    found = await log.earlier(1, FAR_AHEAD, 9, EVERYTHING)
    assert (len(found.messages), found.before) == (3, 0)


async def test_what_is_filed_late_is_read_in_the_shard(
    engine: Engine, fronts: list[Front], close: None
) -> None:
    world = filed_in_memory(engine)
    for number in range(1, 41):
        await world.append([event(number, visit=number, at=NOON + number)])
    await world.file(2)
    fronts.append(await world.front())
    log, rows = fronts[0].log, world.plain.rows
    found, before = list[int](), FAR_AHEAD
    while before:
        part = await log.earlier(1, before, 9, EVERYTHING)
        found = [each.cursor for each in part.messages] + found
        before = part.before
    assert found == [row.cursor for row in rows]
    assert await read(log, 1, 0) == rows
    with pytest.raises(RefusesForNow, match="filed late"):
        await log.met_before(1, log.head_of(1), Filter(Conditions(page="/")))


async def until_ready(frames: Any) -> list[dict[str, Any]]:
    """All messages up to and with `ready`."""
    messages: list[dict[str, Any]] = []
    async for frame in frames:
        messages += json.loads(frame.data)
        if messages[-1]["type"] == "ready":
            return messages
    raise AssertionError("the stream ended")


async def test_views_that_come_back_all_the_time_get_every_row_once(
    engine: Engine, fronts: list[Front]
) -> None:
    """Fifty times to any front, while somebody writes and files, and fronts are killed."""
    chance, world = random.Random(5), filed_in_memory(engine)
    fronts += [await world.front(), await world.front()]
    done = asyncio.Event()

    async def write() -> None:
        for number in range(1, 120):
            rows = [any_row(chance, number * 9 + each) for each in range(chance.randrange(1, 9))]
            await world.append([row for row in rows if is_lasting(row)] or [event(number)])
            if number % 20 == 0:
                await world.file(chance.randrange(len(world.plain.rows)))
            await asyncio.sleep(chance.random() / 100)
        done.set()

    async def watch() -> list[int]:
        seen, cursor, turns = list[int](), 0, 0
        while turns < 50 or not done.is_set() or cursor < fronts[0].log.head_of(1):
            turns += 1
            left = chance.randrange(1, 4)
            async with aclosing(chance.choice(fronts).frames(cursor)) as frames:
                with suppress(TimeoutError):
                    async with asyncio.timeout(A_MOMENT):
                        async for frame in frames:
                            told = json.loads(frame.data)
                            seen += [each["cursor"] for each in told if each["type"] in TOLD]
                            cursor = max(cursor, frame.cursor)
                            left -= bool(frame.cursor)
                            if not left:
                                break
        return seen

    async def kill() -> None:
        while not done.is_set():
            await asyncio.sleep(chance.random() / 20)
            killed = chance.randrange(2)
            before, fronts[killed] = fronts[killed], await world.front()
            await before.kill()

    async with asyncio.timeout(PATIENCE):
        *views, _, _ = await asyncio.gather(watch(), watch(), write(), kill())
    mine = [row.cursor for row in world.plain.rows if row.site_id == 1]
    assert views == [mine, mine]


TOLD = {"event", "leave", "back", "place", "title"}


async def test_a_front_hears_every_row_of_all_shards_once(
    engine: Engine, fronts: list[Front]
) -> None:
    """Also of those that were there, as far as who is here is known by them."""
    world = filed_in_memory(engine)
    await world.append([event(1, visit=1, at=NOON), event(2, visit=2, at=NOON)])
    fronts.append(await world.front())
    [front] = fronts
    assert front.taken_up == world.plain.rows
    assert front.presence.now(1) == 2
    brought = event(4, visit=4, at=NOON - 1)
    brought.import_id = 3
    await world.append([event(3, visit=3, at=NOON), brought, DayRow(1, NOON, 3, "", "")])
    await eventually(lambda: front.log.head_of(1) == world.plain.head)
    assert front.committed == [world.plain.rows[2]]
    assert front.log.newest == world.plain.head


async def test_a_cursor_of_who_is_ahead_is_waited_for(
    fronts: list[Front], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that nobody has come to is not."""
    monkeypatch.setattr(shards, "BEHIND", 0.01)
    world = filed_in_memory(in_memory())
    await world.append([event(1)])
    fronts.append(await world.front())
    log, [row] = fronts[0].log, world.plain.rows
    assert await log.has_come_to(1, row.cursor)
    assert not await log.has_come_to(1, row.cursor + 1)
    fronts[0].shards.told(world.engine.shard, 0)
    with pytest.raises(RefusesForNow, match="not heard"):
        await log.has_come_to(1, row.cursor)
    monkeypatch.setattr(shards, "BEHIND", PATIENCE)
    waiting = asyncio.create_task(log.has_come_to(1, row.cursor))
    await asyncio.sleep(0)
    fronts[0].shards.told(world.engine.shard, row.cursor)
    assert await waiting
