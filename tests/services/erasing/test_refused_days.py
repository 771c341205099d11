"""What a site's days say of refused hits goes with the visits of those days."""

import pytest

from tests.eventually import eventually
from tests.making import NOON, account
from tracker.services.erasing import refused_days as service
from tracker.services.erasing.refused_days import OldRefusedDays
from tracker.services.settled_clock import SettledClock
from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.erasing.refused_days import erase_refused
from tracker.storage.file.database import Database
from tracker.storage.sites.refused_days import RefusedOn, put_hits

DAY = 86_400_000
TODAY = NOON // DAY
KEPT = {1: 0, 2: 7, 3: 30}  # days, by site


class Clock:
    """Stands at noon; nobody lets time pass."""

    now = NOON

    def __call__(self) -> int:
        return self.now

    def steady(self) -> float:
        return 0.0


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def old(db: Database, clock: Clock) -> OldRefusedDays:
    """Three sites with numbers of forty days each."""
    ada = await account(db)
    directory = await SiteDirectory.load(db)
    for _ in KEPT:
        site = await directory.add(ada.id, "example.com", "UTC", 0)
        days = [RefusedOn(site.id, TODAY - ago, "bot") for ago in range(40)]
        await put_hits(db, dict.fromkeys(days, 1))
    settled = SettledClock(clock, clock.steady)
    return OldRefusedDays(db, directory, lambda site: KEPT[site.id], settled)


async def kept(db: Database) -> dict[int, int]:
    rows = await db.read("select site_id, count(*) as days from refused group by site_id")
    return {row["site_id"]: row["days"] for row in rows}


async def test_numbers_of_days_whose_visits_are_gone_go(db: Database, old: OldRefusedDays) -> None:
    await old.erase()
    assert await kept(db) == {1: 40, 2: 8, 3: 31}


async def test_a_clock_that_has_leapt_takes_nothing_away(
    db: Database, old: OldRefusedDays, clock: Clock
) -> None:
    await old.erase()
    clock.now += 365 * DAY
    await old.erase()
    assert await kept(db) == {1: 40, 2: 8, 3: 31}


async def test_it_is_done_by_and_by_and_tried_again(
    db: Database,
    old: OldRefusedDays,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for name in ("FIRST_LOOK", "LOOK_EVERY"):
        monkeypatch.setattr(service, name, 0.01)
    async with db.transaction() as tx:
        await tx.execute("alter table refused rename to elsewhere")
    async with old.working():
        await eventually(lambda: "could not be taken away" in caplog.text)
        async with db.transaction() as tx:
            await tx.execute("alter table elsewhere rename to refused")
        await eventually(lambda: _is_done(db))


async def _is_done(db: Database) -> bool:
    return await kept(db) == {1: 40, 2: 8, 3: 31}


async def test_where_nothing_can_be_written_nothing_is_tried(
    db: Database, old: OldRefusedDays
) -> None:
    async with Database.open_reading(db.path, "a test") as old._db:
        await old.erase()
    assert (await kept(db))[2] == 40


async def test_a_great_deal_goes_in_parts(db: Database, old: OldRefusedDays) -> None:
    days = [RefusedOn(1, TODAY - ago, "spam") for ago in range(2_500)]
    await put_hits(db, dict.fromkeys(days, 1))
    assert [await erase_refused(db, 1) for _ in range(3)] == [2_000, 540, 0]
    assert await kept(db) == {2: 40, 3: 40}
