"""Rows for tests: what does not matter to a test has a plain default."""

from __future__ import annotations

from tracker.domain.agents import Agent
from tracker.domain.events import Event, Page, Visitor
from tracker.domain.places import NOWHERE, Place
from tracker.domain.rows import Leave, Pageview
from tracker.domain.sources import Source
from tracker.storage.accounts.users import NewUser, User, insert_user
from tracker.storage.file.database import Database

NOON = 1_795_262_400_000  # 2026-11-21 12:00 UTC


def visitor(number: int = 1, site_id: int = 1) -> Visitor:
    made = Visitor(site_id)
    made.id = number
    made.agent = Agent("Firefox", "Linux", "desktop")
    return made


def event(
    number: int = 1,
    *,
    who: Visitor | None = None,
    path: str = "/",
    name: str = "pageview",
    beacon: int = 0,
    visit: int = 1,
    at: int = NOON,
    place: Place = NOWHERE,
    width: int = 1440,
) -> Event:
    who = who or visitor()
    return Event(
        id=number,
        site_id=who.site_id,
        at=at,
        visitor_id=who.id,
        visit=visit,
        beacon=beacon,
        name=name,
        page=Page("example.com", path, None),
        title="A page",
        referrer="",
        source=Source("Direct", "direct"),
        place=place,
        agent=who.agent,
        language="en",
        width=width,
        properties=None,
        address=None,
    )


def leave(
    state: int, *, beacon: int = 0, page: int = 0, visit: int = 1, at: int = NOON, path: str = "/"
) -> Leave:
    """One whose pageview is `page`; with 0 of before schema 11."""
    named = Pageview(visit, page, at) if page else None
    return Leave(1, at, beacon, path, state, 1000, 50, named, visit)


async def account(db: Database, name: str = "ada") -> User:
    """One that nobody can log in with."""
    async with db.transaction() as tx:
        return await insert_user(tx, NewUser(name, f"{name}@example.com", "-"), NOON)
