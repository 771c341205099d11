"""Damaged files, by seed: what a server does with each, and whether it leaves it as it was."""

import hashlib
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from aiohttp.test_utils import TestClient

from tests.making import NOON, event, visitor
from tests.product_server import ProductServer
from tests.seeded_data import SESSION, seed
from tests.storage.file.damage import overwrite
from tests.web.sites.owners import visit
from tracker.app import create_app
from tracker.config import Config
from tracker.services.places.built_in import open_built_in
from tracker.services.places.local import geo_folder
from tracker.storage.file.complaints import complaint
from tracker.storage.file.database import Database
from tracker.storage.file.errors import StorageError
from tracker.storage.file.migrations import Unusable
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.sites.sites import Site

PAGE = 4096
WITHIN = 1.0  # seconds


class Mutation(NamedTuple):
    """What became of one damaged file. `said`: what /readyz or the terminal says."""

    what: str
    outcome: str  # "refused to start", "reading only", or what else it did
    untouched: bool
    seconds: float
    said: str

    @property
    def is_clean(self) -> bool:
        told = bool(self.said) and "\n" not in self.said and "Traceback" not in self.said
        return self.untouched and self.outcome in ("refused to start", "reading only") and told


def smash_a_page(path: Path, chance: random.Random) -> None:
    """Not the first: without it nothing can be read."""
    page = chance.randrange(1, path.stat().st_size // PAGE)
    overwrite(path, page * PAGE, chance.randbytes(PAGE))


def smash_the_first_page(path: Path, chance: random.Random) -> None:
    overwrite(path, 100, chance.randbytes(PAGE - 100))


def smash_the_header(path: Path, chance: random.Random) -> None:
    overwrite(path, chance.randrange(0, 16), chance.randbytes(16))


def cut_short(path: Path, chance: random.Random) -> None:
    size = chance.randrange(1, path.stat().st_size)
    with path.open("r+b") as file:
        file.truncate(size)


def empty(path: Path, _: random.Random) -> None:
    path.write_bytes(b"")


def zero(path: Path, _: random.Random) -> None:
    path.write_bytes(b"\0" * path.stat().st_size)


def write_something_else(path: Path, chance: random.Random) -> None:
    path.write_bytes(chance.randbytes(path.stat().st_size))


def take_the_log(path: Path, _: random.Random) -> None:
    """As somebody who copies the file alone from a server that was killed."""
    path.with_name("stopped").rename(path.with_name("running"))


MUTATIONS: tuple[Callable[[Path, random.Random], None], ...] = (
    smash_a_page,
    smash_the_first_page,
    smash_the_header,
    cut_short,
    empty,
    zero,
    write_something_else,
    take_the_log,
)


async def template(folder: Path) -> Site:
    """A data folder with an owner, a site and some hundred events."""
    site = (await seed(folder)).site
    open_built_in(geo_folder(folder)).close()  # once for all of them
    async with Database.open(folder / "tracker.db") as db:
        log = SqliteEventLog(db)
        await log.open()
        rows = range(1, 401)
        await log.append(
            [
                event(number, who=visitor(number, site.id), path=f"/{number}", at=NOON + number)
                for number in rows
            ]
        )
    return site


async def mutated(original: Path, site: Site, folder: Path, seed_: int) -> Mutation:
    """Damage a copy of the folder, start a server on it, ask it, stop it, look at the file."""
    chance = random.Random(seed_)
    shutil.copytree(original, folder, ignore=shutil.ignore_patterns("geo"))  # times and all
    (folder / "geo").symlink_to(original / "geo")
    path = folder / "tracker.db"
    damage = MUTATIONS[seed_ % len(MUTATIONS)]
    damage(path, chance)
    before = _digest(path)
    began = time.monotonic()
    outcome, said = await _served(folder, site)
    seconds = time.monotonic() - began
    what = damage.__name__.replace("_", " ")
    return Mutation(what, outcome, _digest(path) == before, seconds, said)


async def _served(folder: Path, site: Site) -> tuple[str, str]:
    app = create_app(Config(data_dir=folder, port=0, environment="test", backup_every=0))
    client = TestClient(ProductServer(app))
    try:
        await client.start_server()
        return await _asked(client, site)
    except Unusable as error:
        return "refused to start", str(error)
    except StorageError as error:
        return "refused to start", complaint(folder / "tracker.db", error)
    finally:
        await client.close()
        if not app.frozen:
            await app.cleanup()  # what had begun before the start failed


async def _asked(client: TestClient, site: Site) -> tuple[str, str]:
    hit = (await visit(client, site)).status
    ready = await client.get("/readyz")
    said = (await ready.json()).get("wrong", "")
    client.session.cookie_jar.update_cookies({"tracker": SESSION})
    paths = ("/account", f"/sites/{site.id}", "/login")
    pages = [(await client.get(path)).status for path in paths]
    saved = (await client.post("/account/sessions/revoke", headers=OURS)).status
    if (hit, ready.status, saved) == (503, 503, 503) and set(pages) <= {200, 503}:
        return "reading only", said
    return f"hit {hit}, ready {ready.status}, saved {saved}, pages {pages}", said


OURS = {"Sec-Fetch-Site": "same-origin"}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
