"""What the running server has in memory, against what stands in the file."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from aiohttp import web

from tracker.domain.blocks.block import Rule
from tracker.storage.accounts import users
from tracker.storage.accounts.personal_tokens import end_key
from tracker.storage.erasing.asked_of_sites import asked_erasures
from tracker.storage.file.database import Database
from tracker.storage.sites.aliases import all_aliases
from tracker.storage.sites.blocks import all_rules
from tracker.storage.sites.sites import Site, all_sites
from tracker.web import keys

Held = tuple[str, Any]  # what a connection hangs on: its kind and number
TABLES = "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'"
SESSIONS = "select id from login_session"
# Of who is switched off, tokens stay and are refused.
SITE_TOKENS = """
select site_id, api_token.id from api_token left join user on user.id = api_token.user_id
where disabled_at is null
"""
TOKENS = """
select personal_token.id from personal_token join user on user.id = personal_token.user_id
where disabled_at is null
"""
MEMBERS = "select site_id, user_id from member"
INTERNED = {"text", "place", "agent", "campaign"}  # what was there before is not written again

BESIDE = {"alert_memory"}  # what the watch of alerts writes down by itself


class Memory:
    """`held`: an open connection for each session, token and membership, and whether it was told
    of its end."""

    def __init__(self, app: web.Application, held: dict[Held, asyncio.Event]) -> None:
        self.app = app
        self.db = app[keys.DATABASE]
        self.held = held

    async def differences(self) -> list[str]:
        """One sentence each; none where memory and file say the same."""
        known = {site.id: site for site in await all_sites(self.db)}
        directory = self.app[keys.SITES]
        found = [] if directory.by_id == known else ["the sites by number differ"]
        if directory.by_key != {site.key: site for site in known.values()}:
            found.append("the sites by key differ")
        if rules_in(self.app) != set(await all_rules(self.db)):
            found.append("what the sites block differs")
        aliases = {(*name, of) for name, of in self.app[keys.ALIASES].by_name.items()}
        if aliases != set(await all_aliases(self.db)):
            found.append("what other trackers call the sites differs")
        if self.app[keys.ACCOUNTS]._inhabited and not await users.any_user(self.db):
            found.append("accounts are remembered that are gone")
        alive = await alive_in(self.db) | await self._ended_otherwise(known)
        told = {key for key, ended in self.held.items() if ended.is_set()}
        found += [f"{key} was not told of its end" for key in self.held.keys() - alive - told]
        found += [f"{key} was told of an end" for key in told & await alive_in(self.db)]
        if erasing := await asked_erasures(self.db):
            found.append(f"sites {erasing} are not erased yet")
        if self.app[keys.LOG].head != await newest_cursor(self.db):
            found.append("the log's head differs")
        return found

    async def _ended_otherwise(self, known: dict[int, Site]) -> set[Held]:
        """What hangs on a site ends as the log says that this has gone, and a membership with the
        sessions of its user."""
        people = {row[0] for row in await self.db.read("select id from user")}
        of_sites = {held for held in self.held if held[0] in {"site token", "member"}}
        orphans = {held for held in of_sites if held[1][0] not in known}
        return orphans | {
            held for held in of_sites - orphans if held[0] == "member" and held[1][1] not in people
        }


async def alive_in(db: Database) -> set[Held]:
    """Everything that may have a connection open, as the file has it."""
    alive: set[Held] = {("session", row[0]) for row in await db.read(SESSIONS)}
    alive |= {("site token", tuple(row)) for row in await db.read(SITE_TOKENS)}
    alive |= {("token", row[0]) for row in await db.read(TOKENS)}
    return alive | {("member", tuple(row)) for row in await db.read(MEMBERS)}


def rules_in(app: web.Application) -> set[Rule]:
    return {rule for of_site in app[keys.BLOCKS].by_site.values() for rule in of_site.rules}


async def newest_cursor(db: Database) -> int:
    names = ("event", "leave", "correction", "removal")
    rows = [await db.read(f"select max(cursor) from {name}") for name in names]
    return max(found[0][0] or 0 for found in rows)


@contextmanager
def connections(app: web.Application, alive: set[Held]) -> Iterator[Memory]:
    """As if each of them had a live view open."""
    held: dict[Held, asyncio.Event] = {}
    with ExitStack() as stack:
        for kind, number in alive:
            ended = held[kind, number] = asyncio.Event()
            match kind:
                case "session":
                    stack.enter_context(app[keys.SESSION_ENDS].watch(number, ended))
                case "site token":
                    stack.enter_context(app[keys.TOKEN_ENDS].watch(number[1], ended))
                case "token":
                    stack.enter_context(app[keys.TOKEN_ENDS].watch(end_key(number), ended))
                case "member":
                    stack.enter_context(app[keys.TEAMS].watch(*number, ended))
        yield Memory(app, held)


# When somebody or something was last seen: the way to a page writes it, whatever the page does.
SEEN = {"login_session": "seen_at", "personal_token": "used_at", "api_token": "used_at"}
Rows = dict[str, set[tuple[object, ...]]]


async def rows_of(app: web.Application) -> Rows:
    """All that stands in the file, by table."""
    await app[keys.AUDIT].flush()
    db = app[keys.DATABASE]
    names = {row[0] for row in await db.read(TABLES)} - INTERNED - BESIDE
    return {name: await _rows(db, name) for name in names}


async def _rows(db: Database, name: str) -> set[tuple[object, ...]]:
    rows = await db.read(f"select * from {name}")
    seen = {SEEN.get(name, ""), "last_seen"}
    return {tuple(row[each] for each in row.keys() if each not in seen) for row in rows}  # noqa: SIM118


def change(before: Rows, after: Rows) -> dict[str, tuple[int, int]]:
    """How many rows of each table have gone, and how many have come."""
    found = {
        name: (len(before[name] - after[name]), len(after[name] - before[name])) for name in after
    }
    return {name: counts for name, counts in found.items() if any(counts)}
