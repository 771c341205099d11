"""People, sites and some days of lifelike visits in a database: the same for the same time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import itemgetter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

import msgspec

from tracker.domain.campaigns import campaign_of
from tracker.domain.events import Page
from tracker.domain.hits import Hit
from tracker.domain.ids import Ids
from tracker.domain.places import Place
from tracker.domain.refusals import Refusal
from tracker.domain.roles import Role
from tracker.domain.urls import read_url
from tracker.services.recording.entries import Entry
from tracker.services.recording.hit_rows import row_of
from tracker.services.recording.sequencer import Sequencer
from tracker.services.recording.visitors import Visitors
from tracker.services.seeding.journeys import Message, journey
from tracker.services.seeding.people import HOST, Person, somebody
from tracker.storage.accounts.users import NewUser, Taken, User, insert_first_user, insert_user
from tracker.storage.file.database import Database
from tracker.storage.file.transactions import Transaction
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.log.salts import Salts
from tracker.storage.sites.members import put_member
from tracker.storage.sites.sites import Site, insert_site

HOUR = 3_600_000  # ms
DAY = 24 * HOUR
BATCH = 500
PEOPLE = ("ada", "bob", "carol")
THEY = "ada, bob or carol"
ADA, BOB, CAROL = range(3)


class Wanted(NamedTuple):
    """A site: who owns it, who else may see it, and its share of all visitors."""

    name: str
    key: str
    owner: int
    members: tuple[tuple[int, Role], ...]
    share: int


SITES = (
    Wanted(HOST, "wavesexample", ADA, ((BOB, "editor"), (CAROL, "viewer")), 8),
    Wanted("harbour.example", "harbourexamp", BOB, ((ADA, "viewer"),), 2),
    Wanted("quiet.example", "quietexample", ADA, (), 0),
)
# How many of a day's visitors come in each of its hours, UTC.
HOURS = (2, 2, 1, 1, 1, 2, 3, 4, 6, 7, 7, 6, 6, 7, 7, 7, 6, 6, 7, 8, 8, 6, 4, 3)

Show = Callable[[int, int], None]


class TheirNameIsTaken(Exception):
    """The database has somebody of these names already; the message says who."""


class World(NamedTuple):
    """What was planted. `events` counts rows of the log."""

    users: list[User]
    sites: list[Site]
    events: int


async def plant(
    db: Database,
    find_place: Callable[[str], Place],
    now: int,
    *,
    password: str = "-",
    days: int = 7,
    a_day: int = 120,
    show: Show = lambda _done, _total: None,
) -> World:
    """Ada, Bob and Carol with the encoded `password`, their sites, and `a_day` visitors on each of
    the `days` that end `now`. Nothing of it if somebody's name is taken."""
    since = now - days * DAY
    async with db.transaction() as tx:
        try:
            users = [await _user(tx, name, password, since) for name in PEOPLE]
        except Taken as taken:
            raise TheirNameIsTaken(f"Somebody has the name or the e-mail of {THEY}.") from taken
        sites = [await _site(tx, each, users, since) for each in SITES]
    with TemporaryDirectory() as folder:
        entries = list(_entries(sites, Path(folder), find_place, since, now, a_day))
        stored = await _append(db, entries, show)
    return World(users, sites, stored)


async def _user(tx: Transaction, name: str, password: str, at: int) -> User:
    new = NewUser(name, f"{name}@example.com", password)
    return await insert_first_user(tx, new, at) or await insert_user(tx, new, at)


async def _site(tx: Transaction, wanted: Wanted, users: list[User], at: int) -> Site:
    owner = users[wanted.owner].id
    site = await insert_site(
        tx, key=wanted.key, owner_id=owner, name=wanted.name, time_zone="UTC", at=at
    )
    for who, role in wanted.members:
        await put_member(tx, site.id, users[who].id, role, at)
    return site


def _entries(  # noqa: PLR0917
    sites: list[Site],
    folder: Path,
    find_place: Callable[[str], Place],
    since: int,
    now: int,
    a_day: int,
) -> Iterator[Entry]:
    """What the beacon would have brought, in order."""
    salts = Salts(folder / "salts.json", Random(3).randbytes)
    visitors = Visitors(salts, find_place, since)
    for moment in sorted(_moments(sites, since, now, a_day), key=itemgetter(0)):
        at, site, person, message = moment
        hit = msgspec.convert(message.body, Hit)
        visitor = visitors.meet(site, person.address, person.user_agent, "", at)
        row = None if visitor.bot else row_of(site, hit, _page(hit), visitor, person.address, at)
        if row is not None and not isinstance(row, Refusal):
            yield Entry(row, lambda _: None, 0.0, visitor)


def _page(hit: Hit) -> Page:
    parts = read_url(hit.url)
    assert parts
    return Page(parts.host, parts.path, campaign_of(parts.query))


def _moments(
    sites: list[Site], since: int, now: int, a_day: int
) -> Iterator[tuple[int, Site, Person, Message]]:
    """Everybody's messages until now, each with its time (ms, UTC)."""
    chance = Random(1)
    midnight = since // DAY * DAY
    for day in range(midnight, now, DAY):
        for _ in range(a_day):
            at = day + chance.choices(range(24), HOURS)[0] * HOUR + chance.randrange(HOUR)
            site = chance.choices(sites, [wanted.share for wanted in SITES])[0]
            person = somebody(chance)._replace(host=site.name)
            for message in journey(person, chance):
                at += int(message.after * 1000)
                if since <= at < now:
                    yield at, site, person, message


async def _append(db: Database, entries: list[Entry], show: Show) -> int:
    """As the recorder does, in batches; how many rows it were. Leaves of what came before all of
    them have none."""
    log = SqliteEventLog(db)
    await log.open()
    ids = Ids()
    ids.go_on_after(log.newest_id)
    sequencer, before = Sequencer(ids), log.head
    for start in range(0, len(entries), BATCH):
        rows = sequencer.fold(entries[start : start + BATCH], log.head).rows
        await log.append(rows, log.head + len(rows))
        sequencer.remember(rows)
        show(min(start + BATCH, len(entries)), len(entries))
    return log.head - before
