"""People, sites and some days of lifelike visits in a database: the same for the same time."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tracker.domain.places import Place
from tracker.domain.roles import Role
from tracker.services.seeding.recorded import record
from tracker.services.seeding.stories import HARBOUR, QUIET, WAVES
from tracker.services.seeding.story import Story
from tracker.services.seeding.visits import DAY, Visited, moments
from tracker.storage.accounts.users import NewUser, Taken, User, insert_first_user, insert_user
from tracker.storage.file.database import Database
from tracker.storage.file.transactions import Transaction
from tracker.storage.sites.members import put_member
from tracker.storage.sites.sites import Site, insert_site

PEOPLE = ("ada", "bob", "carol")
THEY = "ada, bob or carol"
ADA, BOB, CAROL = range(3)


class Wanted(NamedTuple):
    """A site: who owns it, who else may see it, and its share of all visitors."""

    key: str
    story: Story
    owner: int
    members: tuple[tuple[int, Role], ...]
    share: int


SITES = (
    Wanted("wavesexample", WAVES, ADA, ((BOB, "editor"), (CAROL, "viewer")), 8),
    Wanted("harbourexamp", HARBOUR, BOB, ((ADA, "viewer"),), 2),
    Wanted("quietexample", QUIET, ADA, (), 0),
)
SHARES = sum(wanted.share for wanted in SITES)

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
    each = [
        Visited(site, story, a_day * days * share / SHARES)
        for site, (_, story, *_, share) in zip(sites, SITES, strict=True)
    ]
    stored = await record(
        db, find_place, moments(each, since, now), since, lambda at: show(at - since, now - since)
    )
    return World(users, sites, stored)


async def _user(tx: Transaction, name: str, password: str, at: int) -> User:
    new = NewUser(name, f"{name}@example.com", password)
    return await insert_first_user(tx, new, at) or await insert_user(tx, new, at)


async def _site(tx: Transaction, wanted: Wanted, users: list[User], at: int) -> Site:
    owner = users[wanted.owner].id
    site = await insert_site(
        tx, key=wanted.key, owner_id=owner, name=wanted.story.host, time_zone="UTC", at=at
    )
    for who, role in wanted.members:
        await put_member(tx, site.id, users[who].id, role, at)
    return site
