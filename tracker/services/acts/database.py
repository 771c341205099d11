"""What is done to a whole database, and only to one that was made for tests or staging."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlsplit

from tracker.config import Config
from tracker.services.acts.acting import COMMAND_LINE, Acting, Refusal, Show, Work
from tracker.services.places.local import Geolocation
from tracker.services.seeding.planting import TheirNameIsTaken, plant
from tracker.storage.accounts.audit import Entry, insert_entries
from tracker.storage.file.database import Database
from tracker.storage.file.made_for import MARKED, mark_of
from tracker.storage.file.run_marks import RunMarks


async def database_permit(context: Acting) -> dict[str, Any]:
    """Whether this server's database may be emptied or filled at all, and which host to confirm."""
    environment, mark = context.config.environment, mark_of(context.db.path)
    if environment not in MARKED:
        raise Refusal(
            f"ENVIRONMENT is {environment}: only a server of a test or staging environment does "
            "this."
        )
    if mark != environment:
        made_for = f"was made for {mark}" if mark in MARKED else "carries no mark: it is production"
        raise Refusal(
            f"{context.db.path} {made_for}, whatever ENVIRONMENT says. A database is marked "
            "when it is made; choose another DATA_DIR."
        )
    return {"host": host_of(context.config)}


def host_of(config: Config) -> str:
    """What a person calls this server: the host of PUBLIC_URL, else HOST."""
    return urlsplit(config.public_url).hostname or config.host


async def database_reset(context: Acting, host: str) -> Work:
    """Everything goes, and a new file of the same mark is made."""
    await _confirm(context, host)
    return partial(reset, now=context.now())


async def database_seed(context: Acting, host: str, password: str, days: int, a_day: int) -> Work:
    """People, sites and visits. The password, in plain text here, is everybody's."""
    await _confirm(context, host)
    encoded = await context.passwords.hash(password)
    return partial(seed, password=encoded, now=context.now(), days=days, a_day=a_day)


async def _confirm(context: Acting, host: str) -> None:
    expected = (await database_permit(context))["host"]
    if host.strip().casefold() != expected.casefold():
        raise Refusal(f"This is the server {expected}, not {host.strip() or 'nowhere'}.")


async def reset(config: Config, _show: Show, *, now: int) -> dict[str, Any]:
    """With the data folder's lock, and nothing that has the file open."""
    path = config.data_dir / "tracker.db"
    # In this order nothing that a kill leaves behind is taken for a loss, or for a new file's log.
    RunMarks(path).forget()
    for name in (f"{path.name}-wal", f"{path.name}-shm", path.name):
        path.with_name(name).unlink(missing_ok=True)
    async with Database.open(path, config.durability, config.environment) as db:
        await _note(db, now, "database emptied")
    return {"database": str(path)}


async def seed(
    config: Config, show: Show, *, password: str, now: int, days: int, a_day: int
) -> dict[str, Any]:
    """As `reset`."""
    path = config.data_dir / "tracker.db"
    async with (
        Database.open(path, config.durability, config.environment) as db,
        Geolocation.open(config.data_dir, config.geoip_path) as places,
    ):
        try:
            world = await plant(
                db, places.find, now, password=password, days=days, a_day=a_day, show=show
            )
        except TheirNameIsTaken as taken:
            raise Refusal(f"{taken} Empty the database first: `tracker reset-database`.") from taken
        await _note(db, now, "database seeded")
    return {
        "users": [user.name for user in world.users],
        "sites": [site.name for site in world.sites],
        "events": world.events,
    }


async def _note(db: Database, now: int, action: str) -> None:
    async with db.transaction() as tx:
        await insert_entries(tx, [Entry(now, None, COMMAND_LINE, action, "")])
