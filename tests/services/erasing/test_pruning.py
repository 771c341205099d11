"""Visits that are older than their site keeps them go; everything else stays."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec
import pytest

from tests.eventually import A_MOMENT, eventually
from tests.making import NOON, event, leave, visitor
from tracker.domain.ids import Ids
from tracker.domain.places import Place
from tracker.domain.reports.question import Unavailable
from tracker.domain.rows import RETAINED, AgeRemoval, DayRow, PlaceCorrection, Row
from tracker.services.erasing import old_visits, slices
from tracker.services.erasing import pruning as service
from tracker.services.erasing.day_sums import DaySums, Leaving
from tracker.services.erasing.old_visits import FileVisits
from tracker.services.erasing.pruning import Pruning
from tracker.services.erasing.records import straight
from tracker.services.settled_clock import SettledClock
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.accounts.users import NewUser, insert_first_user
from tracker.storage.erasing import old_visits as stored
from tracker.storage.erasing.asked_of_sites import ToReset
from tracker.storage.erasing.erasures import pruning_is_begun, sweep_is_asked
from tracker.storage.file.database import Database
from tracker.storage.file.errors import Locked, Unwritable
from tracker.storage.log.file_log import SqliteEventLog

DAY = 86_400_000
HOUR = DAY // 24
BERLIN = Place("DE", "", "Berlin", "", None, None)


class Clock:
    """Stands at noon until it is moved; `later` lets time pass."""

    def __init__(self) -> None:
        self.now = NOON
        self.passed = 0.0

    def __call__(self) -> int:
        return self.now

    def steady(self) -> float:
        return self.passed

    def later(self, hours: float) -> None:
        self.now += round(hours * HOUR)
        self.passed += hours * 3600


class World:
    """A log with visits of two sites, one every `HOUR * 6` over the last ten days."""

    def __init__(self, db: Database, log: SqliteEventLog, directory: SiteDirectory) -> None:
        self.db, self.log, self.directory = db, log, directory
        self.clock = Clock()
        self.leaving: Leaving | None = None
        self.recorded: list[Sequence[Row]] = []
        self.ids = Ids(7)

    async def record(self, rows: Sequence[Row]) -> None:
        self.recorded.append(rows)
        await straight(self.log)(rows)

    def pruning(self, days: int = 0) -> Pruning:
        settled = SettledClock(self.clock, self.clock.steady)
        sums = DaySums(self.leaving, self.directory, self.record, self.clock, self.clock.steady)
        visits = FileVisits(self.db)
        return Pruning(visits, self.log, self.directory, sums, self.clock, days, settled)

    async def visit(self, site_id: int, at: int, lasts: int = 0) -> int:
        """A pageview, one more `lasts` later, a place and a leave."""
        number = self.ids.next(at)
        who = visitor(number & 0xFFFF, site_id)
        first = event(self.ids.next(at), who=who, visit=number, at=at, beacon=number >> 8)
        await self.log.append([first])
        rows: list[Any] = [
            event(self.ids.next(at + lasts), who=who, visit=number, at=at + lasts),
            PlaceCorrection(site_id, at + lasts, number, BERLIN),
            msgspec.structs.replace(
                leave(2, beacon=number >> 8, visit=number, at=at + lasts), site_id=site_id
            ),
        ]
        await self.log.append(rows)
        return number

    async def left(self, table: str, site_id: int) -> list[int]:
        """The visits that still have rows there."""
        statement = {
            "event": "select distinct visit from event where site_id = ? order by visit",
            "leave": "select distinct visit from leave where site_id = ? order by visit",
            "correction": "select distinct visit from correction where site_id = ? order by visit",
        }[table]
        return [row["visit"] for row in await self.db.read(statement, (site_id,))]

    async def removals(self) -> list[tuple[int, str, int]]:
        rows = await self.db.read("select site_id, kind, what from removal order by cursor")
        return [tuple(row) for row in rows]


@pytest.fixture
async def world(tmp_path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    monkeypatch.setattr(slices, "REST", 0)
    async with Database.open(tmp_path / "tracker.db") as db:
        log = SqliteEventLog(db)
        await log.open()
        directory = await SiteDirectory.load(db)
        async with db.transaction() as tx:
            ada = await insert_first_user(tx, NewUser("ada", "ada@example.com", "-"), NOON)
        assert ada
        for name in ("one.example", "two.example"):
            await directory.add(ada.id, name, "UTC", NOON)
        yield World(db, log, directory)


async def fill(world: World) -> dict[int, list[int]]:
    """The visits of both sites, the oldest first: four a day, from ten days ago."""
    visits: dict[int, list[int]] = {1: [], 2: []}
    for number in range(40):
        for site_id in (1, 2):
            at = NOON - 10 * DAY + number * 6 * HOUR + site_id
            visits[site_id].append(await world.visit(site_id, at))
    return visits


async def test_a_site_loses_what_is_older_and_the_other_nothing(world: World) -> None:
    visits = await fill(world)
    await world.directory.change(1, retention_days=3)
    await world.pruning().prune()
    # Three days before noon of the 21st is the 18th; its first visit is the one at six.
    kept = [number for number in visits[1] if number >= visits[1][26]]
    for table in ("event", "leave", "correction"):
        assert await world.left(table, 1) == kept, table
        assert await world.left(table, 2) == visits[2], table


async def test_the_log_says_so_first(world: World) -> None:
    await fill(world)
    await world.directory.change(1, retention_days=3)
    (due,) = await world.pruning().prune()
    assert due.before == NOON - 3 * DAY - 12 * HOUR
    assert await world.removals() == [(1, "age", due.before)]
    assert await world.log.rows_after(world.log.head - 1, 9) == [
        AgeRemoval(1, NOON, due.before, world.log.head)
    ]


async def test_the_servers_days_hold_where_a_site_says_nothing(world: World) -> None:
    visits = await fill(world)
    await world.directory.change(2, retention_days=0)
    await world.pruning(days=3).prune()
    assert len(await world.left("event", 1)) < 20
    assert await world.left("event", 2) == visits[2]


async def test_a_visit_over_midnight_goes_or_stays_whole(world: World) -> None:
    midnight = NOON - 3 * DAY - 12 * HOUR
    going = await world.visit(1, midnight - HOUR, lasts=2 * HOUR)
    staying = await world.visit(1, midnight, lasts=HOUR)
    await world.pruning(days=3).prune()
    for table in ("event", "leave", "correction"):
        assert await world.left(table, 1) == [staying], table
    assert going < staying


async def test_dry_it_only_counts(world: World) -> None:
    visits = await fill(world)
    (one, two) = await world.pruning(days=3).due()
    assert (one.site.name, one.events, two.events) == ("one.example", 52, 52)
    assert await world.left("event", 1) == visits[1]
    assert await world.removals() == []


async def test_where_nothing_is_too_old_nothing_is_recorded(world: World) -> None:
    await world.visit(1, NOON)
    assert await world.pruning(days=3).prune() == []
    assert await world.removals() == []


async def test_progress_reaches_the_whole(world: World) -> None:
    await fill(world)
    told: list[tuple[int, int]] = []
    await world.pruning(days=3).prune(lambda *each: told.append(each), sure=True)
    assert told == sorted(told)
    assert told[-1] == (104, 104)


@pytest.mark.parametrize("at", ["erase_old_events", "erase_old_others"])
async def test_what_was_cut_short_is_finished_after_the_next_start(
    world: World, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    await fill(world)

    async def cut(*_: object) -> int:
        raise Unwritable("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(stored, at, cut)
        with pytest.raises(Unwritable):
            await world.pruning(days=3).prune()
    assert len(await world.left("leave", 1)) == 40
    await world.pruning(days=0).finish()
    assert len(await world.left("event", 1)) == len(await world.left("leave", 1)) == 14
    assert len(await world.removals()) == 2
    assert await sweep_is_asked(world.db), "for the texts that only these had named"
    assert not await pruning_is_begun(world.db)


async def test_it_happens_by_itself_early_in_the_morning(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "FIRST_LOOK", 0)
    monkeypatch.setattr(service, "LOOK_EVERY", 0.01)
    await fill(world)
    world.clock.now = NOON + 15 * HOUR  # three in the morning
    pruning = world.pruning(days=3)
    async with pruning.working():
        with pytest.raises(AssertionError):
            await eventually(world.removals, within=A_MOMENT)
        world.clock.later(1)
        await eventually(lambda: pruning.waiting)
        world.clock.later(1)
        await eventually(world.removals)
        await eventually(lambda: is_empty(world, world.clock.now - 4 * DAY))
    assert len(await world.removals()) == 2


async def is_empty(world: World, before: int) -> bool:
    return not await world.db.read("select 1 from event where at < ?", (before,))


async def test_leaves_of_more_than_a_slice_go_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(old_visits, "LEAST", 1)
    monkeypatch.setattr(old_visits, "MOST", 2)
    await fill(world)
    await world.pruning(days=3).prune()
    assert len(await world.left("leave", 1)) == len(await world.left("correction", 2)) == 14


async def test_a_database_that_can_only_be_read_is_left_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "FIRST_LOOK", 0)
    await fill(world)
    world.db.condition.read_only = "the disk is full"
    async with world.pruning(days=3).working():
        await asyncio.sleep(0.05)
    assert await world.removals() == []


async def test_a_disk_that_refuses_is_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "FIRST_LOOK", 0)
    monkeypatch.setattr(service, "LOOK_EVERY", 0.01)
    await fill(world)
    world.clock.now = NOON + 17 * HOUR  # five in the morning
    erase, tries = stored.erase_old_events, []

    async def refuse_once(*given: Any) -> int:
        tries.append(given)
        if len(tries) == 1:
            raise Locked("database is locked")
        return await erase(*given)

    monkeypatch.setattr(stored, "erase_old_events", refuse_once)
    pruning = world.pruning(days=3)
    async with pruning.working():
        await eventually(lambda: pruning.waiting)
        world.clock.later(1)
        await eventually(lambda: is_empty(world, world.clock.now - 4 * DAY))


async def test_what_was_asked_for_at_noon_waits_and_a_missed_morning_does_not(
    world: World,
) -> None:
    await fill(world)
    assert await world.pruning(days=3).prune(early=False) == []
    await world.pruning(days=3).prune()
    world.clock.now += 2 * DAY
    assert len(await world.pruning(days=3).prune(early=False)) == 2


async def daily(world: World, days: int = 3) -> tuple[Pruning, dict[int, list[int]]]:
    """What went went a day ago: since then it is one day more."""
    visits = await fill(world)
    world.clock.now = NOON - 8 * HOUR - DAY
    await world.pruning(days=days).prune()
    world.clock.now += DAY
    return world.pruning(days=days), visits


async def test_what_goes_every_morning_is_never_in_doubt(world: World) -> None:
    pruning, _ = await daily(world, days=1)
    assert [each.events for each in await pruning.prune(early=False)] == [8, 8]
    assert pruning.waiting == []


@pytest.mark.parametrize("hours", [0.02, 0.9])
async def test_a_clock_that_is_wrong_for_less_than_an_hour_erases_nothing(
    world: World, hours: float
) -> None:
    pruning, visits = await daily(world)
    before = await world.left("event", 1)
    world.clock.now += 400 * DAY
    assert await pruning.prune(early=False) == await pruning.prune() == []
    assert {each.doubt for each in pruning.waiting} == {
        "the clock is 400 days ahead of what was expected"
    }
    world.clock.later(hours)
    assert await pruning.prune() == []
    world.clock.now -= 400 * DAY
    await pruning.prune()
    assert pruning.waiting == []
    assert await world.left("event", 1) == [each for each in before if each >= visits[1][26]]


async def test_one_that_was_wrong_twice_is_not_believed(world: World) -> None:
    pruning, _ = await daily(world)
    for days in (400, 300, 400):
        world.clock.now += days * DAY
        assert await pruning.prune() == []
        world.clock.now -= days * DAY
        world.clock.later(2)
        await pruning.prune()
    assert len(await world.left("event", 1)) > 10


async def test_the_same_an_hour_later_is_believed(world: World) -> None:
    pruning, _ = await daily(world)
    world.clock.now += 400 * DAY
    assert await pruning.prune(early=False) == []
    world.clock.later(1)
    assert len(await pruning.prune(early=False)) == 2
    assert await world.left("event", 1) == []


async def test_what_somebody_has_looked_at_goes_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "FIRST_LOOK", 0)
    pruning, _ = await daily(world)
    world.clock.now += 400 * DAY
    async with pruning.working():
        await eventually(lambda: len(pruning.waiting) == 2, within=30)
        pruning.go_on()
        await eventually(lambda: is_empty(world, world.clock.now), within=30)


async def test_most_of_a_site_waits_an_hour(world: World, caplog: pytest.LogCaptureFixture) -> None:
    await fill(world)
    await world.directory.change(1, retention_days=3)
    pruning = world.pruning()
    world.clock.later(16)  # four in the morning
    assert await pruning.prune(early=False) == []
    assert "Erasing waits: 60 events of one.example" in caplog.text
    world.clock.later(0.9)
    assert await pruning.prune(early=False) == []
    assert len(await world.left("event", 1)) == 40
    world.clock.later(0.2)
    assert len(await pruning.prune(early=False)) == 1
    assert pruning.waiting == []


async def test_a_slip_that_is_taken_back_within_the_hour_has_cost_nothing(world: World) -> None:
    await fill(world)
    await world.directory.change(1, retention_days=3)
    pruning = world.pruning()
    world.clock.later(16)
    await pruning.prune(early=False)
    await world.directory.change(1, retention_days=30)
    world.clock.later(1.1)
    assert await pruning.prune(early=False) == pruning.waiting == []
    assert len(await world.left("event", 1)) == 40


async def test_whoever_asks_for_it_means_most_of_a_site(world: World) -> None:
    await fill(world)
    assert len(await world.pruning(days=3).prune()) == 2


async def test_a_visit_whose_id_is_from_the_future_goes_with_its_day(world: World) -> None:
    """Ids go on from where they were after the clock was ahead."""
    world.ids.next(NOON + 400 * DAY)
    await world.visit(1, NOON - 9 * DAY)
    staying = await world.visit(1, NOON)
    await world.pruning(days=3).prune()
    for table in ("event", "leave", "correction"):
        assert await world.left(table, 1) == [staying], table


class Reports:
    """Says what the sums lose, once it can be asked."""

    def __init__(self, reason: str = "") -> None:
        self.reason = reason

    async def days_of(self, _site_id: int) -> list[int]:
        if self.reason:
            raise Unavailable(self.reason, "not now")
        return [(NOON - days * DAY) // DAY for days in range(10, 0, -1)]

    async def leaving(self, site_id: int, before: int) -> list[DayRow]:
        return [DayRow(site_id, before, before // DAY - 1, "", "", visits=4, import_id=RETAINED)]


async def test_days_go_behind_their_sums(world: World) -> None:
    await fill(world)
    await world.directory.change(1, retention_days=1)
    world.leaving, head = Reports(), world.log.head
    (due,) = await world.pruning().prune()
    rows = await world.log.rows_after(head, 9)
    edges = [due.before - 2 * DAY, due.before]
    assert [row.before for row in rows[1::2] if isinstance(row, AgeRemoval)] == edges
    assert [row.day for row in rows[::2] if isinstance(row, DayRow)] == [
        edge // DAY - 1 for edge in edges
    ]


async def test_a_removal_waits_until_its_sums_are_on_disk(world: World) -> None:
    """A queue that is full puts off single rows: what comes behind its removal counts nothing."""
    await fill(world)
    await world.directory.change(1, retention_days=1)
    world.leaving = Reports()
    await world.pruning().prune()
    kinds = [{type(row) for row in rows} for rows in world.recorded]
    assert kinds == [{DayRow}, {AgeRemoval}, {DayRow}, {AgeRemoval}]


async def test_sums_of_what_an_owner_resets_meanwhile_do_not_count(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(world)
    await world.directory.change(1, retention_days=8)
    world.leaving, leaving = Reports(), Reports.leaving

    async def and_it_begins_anew(self: Reports, site_id: int, before: int) -> list[DayRow]:
        await world.directory.reset(ToReset(1, world.log.head), NOON)
        return await leaving(self, site_id, before)

    monkeypatch.setattr(Reports, "leaving", and_it_begins_anew)
    assert await world.pruning().prune() == []
    assert await world.removals() == []


async def test_visits_stay_a_day_longer_while_reports_cannot_be_asked(world: World) -> None:
    await fill(world)
    await world.directory.change(1, retention_days=8)
    world.leaving = Reports("closed")
    pruning = world.pruning()
    assert await pruning.prune() == []
    assert await world.removals() == []
    world.clock.later(hours=25)
    assert [each.site.id for each in await pruning.prune()] == [1]


async def test_visits_go_without_sums_where_there_are_no_reports(world: World) -> None:
    await fill(world)
    await world.directory.change(1, retention_days=8)
    world.leaving = Reports("absent")
    assert [each.site.id for each in await world.pruning().prune()] == [1]
