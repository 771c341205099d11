"""What the demonstration begins with: somebody's three sites, and a year of visits to them."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from bench.demo_places import write_places
from bench.front_door import Account
from tracker.domain.days import day_begins, local_day
from tracker.domain.queries.segments import Segment, kept_filters
from tracker.domain.reports.annotations import Annotation
from tracker.domain.reports.goals import Goal
from tracker.services.accounts.passwords import Passwords
from tracker.services.seeding.calendar import launch_day
from tracker.services.seeding.cities import city_of
from tracker.services.seeding.recorded import record
from tracker.services.seeding.stories import HARBOUR, TIDEPOOL, WAVES
from tracker.services.seeding.story import Story
from tracker.services.seeding.visits import VISITS_EACH, Visited, days_between, moments
from tracker.storage.accounts.users import NewUser, insert_first_user
from tracker.storage.disk.lock import data_folder
from tracker.storage.file.database import Database
from tracker.storage.file.transactions import Transaction
from tracker.storage.sites.annotations import insert_annotation
from tracker.storage.sites.goals import insert_goal
from tracker.storage.sites.segments import insert_segment
from tracker.storage.sites.sites import Site, insert_site, update_site

OWNER = Account("demo", "demo@waves.example", "calm-harbour-early-tide-lantern")
DATABASE, PLACES = "tracker.db", "cities.mmdb"


class Wanted(NamedTuple):
    """A site, and its share of all visits."""

    story: Story
    key: str
    time_zone: str
    share: float


SITES = (
    Wanted(WAVES, "wavesexample", "Europe/Berlin", 0.82),
    Wanted(HARBOUR, "harbourexamp", "Europe/London", 0.12),
    Wanted(TIDEPOOL, "tidepoolexam", "America/Los_Angeles", 0.06),
)


async def make_world(
    folder: Path, now: int, visits: int, show: Callable[[int, int], None] = lambda *_: None
) -> None:
    """About so many visits until `now` (ms, UTC), in a data folder that a server may serve; one
    that has a database stays as it is."""
    with data_folder(folder, "making the demonstration"):
        if (folder / DATABASE).exists():
            return
        unfinished = folder / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir()
        write_places(folder / PLACES, now // 1000)
        async with Database.open(unfinished / DATABASE, "process") as db:
            with no_garbage():
                await _fill(db, now, visits, show)
        for each in sorted(unfinished.iterdir()):  # the database last
            each.replace(folder / each.name)
        unfinished.rmdir()


@contextmanager
def no_garbage() -> Iterator[None]:
    """Millions of objects and no circle among them: to look for some takes a tenth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


async def _fill(db: Database, now: int, visits: int, show: Callable[[int, int], None]) -> None:
    since = beginning(now)
    password = await Passwords().hash(OWNER.password)
    async with db.transaction() as tx:
        user = await insert_first_user(tx, NewUser(OWNER.name, OWNER.email, password), since)
        assert user
        sites = [await _site(tx, each, user.id, since) for each in SITES]
        await _keep_for_reports(tx, sites, since, now, user.id)
    each = [
        Visited(site, wanted.story, visits * wanted.share / VISITS_EACH)
        for site, wanted in zip(sites, SITES, strict=True)
    ]
    days = moments(each, since, now)
    await record(db, city_of, days, since, lambda at: show(at - since, now - since))


def beginning(now: int) -> int:
    """When the first of the last twelve months has begun at every site."""
    today = datetime.fromtimestamp(now / 1000, UTC).date()
    first = date(today.year - (today.month < 12), today.month % 12 + 1, 1)
    return max(day_begins(first, ZoneInfo(each.time_zone)) for each in SITES)


async def _site(tx: Transaction, wanted: Wanted, owner: int, at: int) -> Site:
    host = wanted.story.host
    site = await insert_site(
        tx, key=wanted.key, owner_id=owner, name=host, time_zone=wanted.time_zone, at=at
    )
    site = msgspec.structs.replace(site, hosts=(host,))
    await update_site(tx, site)
    return site


async def _keep_for_reports(
    tx: Transaction, sites: list[Site], since: int, now: int, user_id: int
) -> None:
    """What an owner would have by then: goals, a segment, notes on some days."""
    waves, harbour, tidepool = (site.id for site in sites)
    for goal in (
        Goal(id=0, site_id=waves, name="Sign-up", kind="event", of="Signup"),
        _sale(waves, "Purchase", "EUR"),
        Goal(id=0, site_id=waves, name="Saw the prices", kind="page", of="/pricing"),
        Goal(id=0, site_id=waves, name="Read a post", kind="scroll", of="/blog/*", least=75),
        Goal(id=0, site_id=harbour, name="Subscribed", kind="event", of="Subscribe"),
        _sale(tidepool, "Order", "USD"),
    ):
        await insert_goal(tx, goal, since)
    await insert_segment(
        tx,
        Segment(id=0, site_id=waves, user_id=None, name="Readers from search", filters=SEARCHED),
        since,
    )
    for day, words in _notes(sites[0], since, now):
        note = Annotation(id=0, site_id=waves, day=day, words=words, user_id=user_id)
        await insert_annotation(tx, note, now)


def _sale(site_id: int, event: str, currency: str) -> Goal:
    return Goal(
        id=0,
        site_id=site_id,
        name=event,
        kind="event",
        of=event,
        sums="amount",
        currency=currency,
    )


def _notes(site: Site, since: int, now: int) -> list[tuple[date, str]]:
    zone = ZoneInfo(site.time_zone)
    launched = launch_day(local_day(since, zone).date, days_between(since, now))
    today = local_day(now, zone).date
    assert launched
    return [
        (launched, "Waves 2 on Hacker News"),
        (today, "The demo began"),
    ]


SEARCHED = kept_filters(
    '[["is", "visit:channel", ["Organic Search"]],'
    ' ["has_done", ["begins", "event:page", ["/blog/"]]]]',
    (),
)
