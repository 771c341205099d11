"""A data folder with a user, a site and a token in it, made before the server starts."""

import time
from pathlib import Path
from typing import NamedTuple

import argon2

from tests.empty_database import put_empty_database
from tests.world import PASSWORD
from tracker.services.sites.site_tokens import issue_token
from tracker.storage.accounts.login_sessions import Client, insert_session
from tracker.storage.accounts.users import NewUser, insert_first_user
from tracker.storage.file.database import Database
from tracker.storage.file.made_for import PRODUCTION
from tracker.storage.sites.sites import Site, insert_site

SESSION = "s" * 43
ENCODED = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


class Seeded(NamedTuple):
    """`cookie` is the Cookie header of the owner's browser, `token` reads the site."""

    site: Site
    cookie: str
    token: str


async def seed(data_dir: Path, key: str = "abcdefghijkl") -> Seeded:
    """Ada, who is logged in, and her site."""
    now = time.time_ns() // 1_000_000
    data_dir.mkdir(parents=True, exist_ok=True)
    put_empty_database(data_dir / "tracker.db", PRODUCTION)
    async with Database.open(data_dir / "tracker.db") as db:
        async with db.transaction() as tx:
            ada = await insert_first_user(tx, NewUser("ada", "ada@example.com", ENCODED), now)
            assert ada
            site = await insert_site(
                tx, key=key, owner_id=ada.id, name="example.com", time_zone="UTC", at=now
            )
            await insert_session(tx, SESSION, ada.id, Client("Firefox on Linux", "-"), now)
        token = await issue_token(db, site.id, "tests", now)
    return Seeded(site, f"tracker={SESSION}", token)
