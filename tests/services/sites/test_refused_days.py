"""Refused hits by a site's days: in memory, in the table, and each counted once."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.eventually import eventually
from tests.making import NOON, account
from tracker.domain.days import day_number
from tracker.domain.refusals import Reason
from tracker.services.sites import refused_days as service
from tracker.services.sites.refused_days import RefusedDays
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.file.database import Database
from tracker.storage.file.errors import Unwritable
from tracker.storage.sites.sites import Site

HOUR = 3_600_000
DAY = 24 * HOUR
TODAY = NOON // DAY


class World:
    """Two sites, one in Berlin, one in Honolulu; `days` is the running server's."""

    def __init__(self, db: Database, directory: SiteDirectory) -> None:
        self.db, self.directory = db, directory
        self.now = NOON
        self.days = self.restarted()

    def restarted(self) -> RefusedDays:
        self.days = RefusedDays(self.db, self.directory, lambda: self.now)
        return self.days

    async def table(self) -> list[tuple[int, int, str, int]]:
        rows = await self.db.read("select * from refused order by site_id, day, reason")
        return [(row["site_id"], row["day"] - TODAY, row["reason"], row["hits"]) for row in rows]


async def lately(days: RefusedDays, site: Site, now: int) -> dict[str, tuple[int, int]]:
    """Of today, and of the last thirty days with it, by reason; the most frequent first."""
    today = day_number(now, ZoneInfo(site.time_zone))
    of_today, in_all = Counter[str](), Counter[str]()
    for each, hits in (await days.since(site, today - 29)).items():
        in_all[each.reason] += hits
        of_today[each.reason] += hits if each.day >= today else 0
    return {reason: (of_today[reason], hits) for reason, hits in in_all.most_common()}


@pytest.fixture
async def world(db: Database) -> World:
    ada = await account(db)
    directory = await SiteDirectory.load(db)
    for zone in ("Europe/Berlin", "Pacific/Honolulu"):
        await directory.add(ada.id, "example.com", zone, 0)
    return World(db, directory)


@pytest.fixture
def berlin(world: World) -> Site:
    return world.directory.by_id[1]


@pytest.fixture
def honolulu(world: World) -> Site:
    return world.directory.by_id[2]


def disk(world: World, monkeypatch: pytest.MonkeyPatch, commits: bool = False) -> Any:
    """A disk that refuses while the context is open; with `commits` it keeps what it was given, and
    says that it has not. The context gives a list that grows with each try."""
    honest = world.db.transaction
    tries: list[int] = []

    @asynccontextmanager
    async def transaction() -> AsyncIterator[Any]:
        tries.append(len(tries))
        if commits:
            async with honest() as tx:
                yield tx
        raise Unwritable("database or disk is full")

    @contextmanager
    def refusing() -> Iterator[list[int]]:
        with monkeypatch.context() as patch:
            patch.setattr(world.db, "transaction", transaction)
            yield tries

    return refusing()


async def test_what_is_in_memory_and_what_is_kept_is_one_number(world: World, berlin: Site) -> None:
    for _ in range(3):
        world.days.add(berlin.id, Reason.BOT, NOON)
    world.days.add(berlin.id, Reason.HOST, NOON)
    assert await lately(world.days, berlin, world.now) == {"bot": (3, 3), "host": (1, 1)}
    await world.days.keep()
    assert await world.table() == [(1, 0, "bot", 3), (1, 0, "host", 1)]
    assert await lately(world.days, berlin, world.now) == {"bot": (3, 3), "host": (1, 1)}
    await world.days.keep()
    for _ in range(3):
        world.days.add(berlin.id, Reason.HOST, NOON)
    assert list((await lately(world.days, berlin, world.now)).items()) == [
        ("host", (4, 4)),
        ("bot", (3, 3)),
    ]
    await world.days.keep()
    assert await world.table() == [(1, 0, "bot", 3), (1, 0, "host", 4)]


async def test_the_day_goes_on_after_a_restart(world: World, berlin: Site) -> None:
    world.days.add(berlin.id, Reason.SPAM, NOON)
    await world.days.keep()
    world.restarted().add(berlin.id, Reason.SPAM, NOON + 1)
    assert await lately(world.days, berlin, world.now) == {"spam": (2, 2)}
    await world.days.keep()
    assert await world.table() == [(1, 0, "spam", 2)]


@pytest.mark.parametrize("kept_between", [False, True])
async def test_a_day_ends_at_the_sites_own_midnight(
    world: World, berlin: Site, honolulu: Site, kept_between: bool
) -> None:
    for hours in (10.5, 11.5, 12.5, 21.5, 22.5):  # after noon, UTC
        for site in (berlin, honolulu):
            world.days.add(site.id, Reason.BOT, NOON + round(hours * HOUR))
        if kept_between:
            await world.days.keep()
    world.now = NOON + 23 * HOUR
    assert await lately(world.days, berlin, world.now) == {"bot": (4, 5)}
    assert await lately(world.days, honolulu, world.now) == {"bot": (1, 5)}
    await world.days.keep()
    berlins = [(1, 0, "bot", 1), (1, 1, "bot", 4)]
    assert await world.table() == [*berlins, (2, 0, "bot", 4), (2, 1, "bot", 1)]


async def test_the_last_thirty_days_are_summed_up(world: World, berlin: Site) -> None:
    for ago in (0, 1, 29, 30, 31):
        world.days.add(berlin.id, Reason.BOT, NOON - ago * DAY)
        await world.days.keep()
    world.days.add(berlin.id, Reason.BOT, NOON - 30 * DAY)  # still in memory
    assert await lately(world.days, berlin, world.now) == {"bot": (1, 3)}


async def test_what_names_no_site_is_not_kept(world: World) -> None:
    for site_id in (0, 99):
        world.days.add(site_id, Reason.UNKNOWN, NOON)
    await world.days.keep()
    assert await world.table() == []


@pytest.mark.parametrize("commits", [False, True])
async def test_a_disk_that_refuses_loses_and_doubles_nothing(
    world: World, berlin: Site, monkeypatch: pytest.MonkeyPatch, commits: bool
) -> None:
    world.days.add(berlin.id, Reason.BOT, NOON)
    await world.days.keep()
    world.days.add(berlin.id, Reason.BOT, NOON)
    with disk(world, monkeypatch, commits):
        for _ in range(3):
            world.days.add(berlin.id, Reason.BOT, NOON)
            with pytest.raises(Unwritable):
                await world.days.keep()
        assert await lately(world.days, berlin, world.now) == {"bot": (5, 5)}
    world.days.add(berlin.id, Reason.BOT, NOON)
    await world.days.keep()
    assert await world.table() == [(1, 0, "bot", 6)]
    assert await lately(world.days, berlin, world.now) == {"bot": (6, 6)}


async def test_a_disk_that_is_gone_for_days_takes_no_more_memory(
    world: World, berlin: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with disk(world, monkeypatch):
        for day in range(5):
            for reason in (Reason.BOT, Reason.SPAM):
                world.days.add(berlin.id, reason, NOON + day * DAY)
            with pytest.raises(Unwritable):
                await world.days.keep()
    assert len(world.days._waiting[berlin.id]) == 2 * 2
    await world.days.keep()
    kept = [(day, reason, hits) for _, day, reason, hits in await world.table()]
    assert kept == [(3, "bot", 4), (3, "spam", 4), (4, "bot", 1), (4, "spam", 1)]


async def test_what_is_refused_while_it_is_kept_waits_for_the_next_time(
    world: World, berlin: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = service.put_hits

    async def meanwhile(*given: Any) -> None:
        world.days.add(berlin.id, Reason.BOT, NOON)
        await put(*given)

    world.days.add(berlin.id, Reason.BOT, NOON)
    with monkeypatch.context() as patch:
        patch.setattr(service, "put_hits", meanwhile)
        await world.days.keep()
    assert await world.table() == [(1, 0, "bot", 1)]
    assert await lately(world.days, berlin, world.now) == {"bot": (2, 2)}
    await world.days.keep()
    assert await world.table() == [(1, 0, "bot", 2)]


@pytest.mark.parametrize("tried_before", [False, True])
@pytest.mark.parametrize("moment", ["stored_hits", "put_hits"])
async def test_of_a_site_that_is_gone_nothing_comes_back(
    world: World, berlin: Site, monkeypatch: pytest.MonkeyPatch, moment: str, tried_before: bool
) -> None:
    honest = getattr(service, moment)

    async def too_late(*given: Any) -> Any:
        await world.directory.remove(berlin)
        world.days.forget(berlin.id)
        return await honest(*given)

    for site_id in world.directory.by_id:
        world.days.add(site_id, Reason.BOT, NOON)
    if tried_before:
        with disk(world, monkeypatch), pytest.raises(Unwritable):
            await world.days.keep()
    monkeypatch.setattr(service, moment, too_late)
    await world.days.keep()
    world.days.add(berlin.id, Reason.BOT, NOON)
    monkeypatch.setattr(service, moment, honest)
    await world.days.keep()
    assert await world.table() == [(2, 0, "bot", 1)]
    assert world.days._waiting == {}


async def test_many_are_kept_a_part_at_a_time(
    world: World, berlin: Site, honolulu: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "TOGETHER", 3)
    for site in (berlin, honolulu):
        for reason in Reason:
            world.days.add(site.id, reason, NOON)
    await world.days.keep()
    assert len(await world.table()) == 2 * len(Reason)
    assert world.days._waiting == {}


async def test_they_are_kept_by_and_by_and_at_the_stop(
    world: World, berlin: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(service, "KEEP_EVERY", 0.01)
    world.days.add(berlin.id, Reason.BOT, NOON)
    async with world.days.working():
        assert await eventually(world.table) == [(1, 0, "bot", 1)]
        world.days.add(berlin.id, Reason.BOT, NOON)
        with disk(world, monkeypatch) as tries:
            await eventually(lambda: len(tries) >= 3)
        assert len(caplog.messages) == 1
        monkeypatch.setattr(service, "KEEP_EVERY", 1e6)
        await eventually(lambda: not world.days._waiting)
        world.days.add(berlin.id, Reason.BOT, NOON)
    assert await world.table() == [(1, 0, "bot", 3)]


async def test_where_nothing_can_be_written_nothing_is_tried(
    world: World, berlin: Site, caplog: pytest.LogCaptureFixture
) -> None:
    async with Database.open_reading(world.db.path, "a test") as reading:
        days = RefusedDays(reading, world.directory, lambda: NOON)
        async with days.working():
            days.add(berlin.id, Reason.BOT, NOON)
        assert await lately(days, berlin, world.now) == {"bot": (1, 1)}
    assert caplog.messages == []
