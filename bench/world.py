"""A data folder with an owner, a log-in and sites, made before the server starts."""

import asyncio
import secrets
import time
from pathlib import Path
from typing import NamedTuple

from tracker.services.sites.site_directory import SiteDirectory
from tracker.storage.accounts.login_sessions import Client, insert_session
from tracker.storage.accounts.users import NewUser, insert_first_user
from tracker.storage.file.database import Database


class World(NamedTuple):
    """The sites' ids and keys, and a cookie that opens them."""

    sites: list[int]
    keys: list[str]
    cookie: str


def make_world(data: Path, sites: int) -> World:
    data.mkdir(parents=True, exist_ok=True)
    return asyncio.run(_make(data, sites))


async def _make(data: Path, sites: int) -> World:
    now, token = int(time.time() * 1000), secrets.token_urlsafe(32)
    async with Database.open(data / "tracker.db") as db:
        async with db.transaction() as tx:
            user = await insert_first_user(tx, NewUser("bench", "bench@example.com", "-"), now)
            assert user
            await insert_session(tx, token, user.id, Client("", ""), now)
        directory = await SiteDirectory.load(db)
        made = [await directory.add(user.id, f"site{n}.example", "UTC", now) for n in range(sites)]
    return World([site.id for site in made], [site.key for site in made], f"tracker={token}")
