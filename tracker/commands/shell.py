"""`tracker shell`: a Python prompt with the database at hand."""

from __future__ import annotations

import asyncio
import inspect
import sys
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from tracker.commands.acting import Failed
from tracker.commands.ownership import left_to_owner
from tracker.commands.progress import progress
from tracker.commands.prompt import Prompt, remember_lines
from tracker.commands.settings import load_settings
from tracker.config import Config
from tracker.services.acts.acting import Refusal
from tracker.services.acts.words import check_there_is_one, in_words
from tracker.services.places.local import Geolocation
from tracker.services.seeding.planting import plant
from tracker.storage.accounts import admins, audit, login_sessions, users
from tracker.storage.disk.lock import DataFolderTaken, data_folder
from tracker.storage.erasing import removed_sites
from tracker.storage.file.database import Database
from tracker.storage.log import totals
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.sites import members, refused_days, sites, tokens

MODULES = (
    admins,
    audit,
    login_sessions,
    members,
    refused_days,
    removed_sites,
    totals,
    sites,
    tokens,
    users,
)
BESIDE = "a server is at work on the database: this prompt only reads"
HELP = """\
db, log, config; sql("select ..."), now(); and {modules}.
`await` works at the prompt: await users.find_user(db, "ada")"""


@click.command(
    short_help="Open a Python prompt with the storage functions.",
    epilog="Example: echo 'print(await sql(\"select 1\"))' | tracker shell --world",
)
@click.option("--world", is_flag=True, help="Play with a seeded database that is gone afterwards.")
def shell(world: bool) -> None:
    """Open a Python prompt with the storage functions, where `await` can be typed.

    Beside a running server it only reads. With --world the database is a new one, with people,
    sites and visits, in a temporary folder."""
    config = load_settings()
    with ExitStack() as stack:
        stack.enter_context(left_to_owner(config))
        try:
            with in_words(config):
                runner = stack.enter_context(asyncio.Runner())
                opened = _world() if world else _database(config)
                db, what = _entered(stack, runner, opened)
        except Refusal as refusal:
            raise Failed(str(refusal)) from refusal
        names = runner.run(_names(db, config))
        _prompt(runner, names, what)


def _entered(stack: ExitStack, runner: asyncio.Runner, opened: Any) -> Any:
    """What the context gives; it ends with the stack, in the same loop."""
    found = runner.run(opened.__aenter__())
    stack.callback(lambda: runner.run(opened.__aexit__(None, None, None)))
    return found


@asynccontextmanager
async def _database(config: Config) -> AsyncIterator[tuple[Database, str]]:
    check_there_is_one(config)
    path = config.data_dir / "tracker.db"
    with ExitStack() as stack:
        try:
            stack.enter_context(data_folder(config.data_dir, "tracker shell"))
        except DataFolderTaken:
            async with Database.open_reading(path, BESIDE) as db:
                yield db, f"{path}, for reading: {BESIDE}."
            return
        async with Database.open(path, config.durability, config.environment) as db:
            yield db, f"{path}, which nobody else may write until this prompt is left."


@asynccontextmanager
async def _world() -> AsyncIterator[tuple[Database, str]]:
    with TemporaryDirectory(prefix="tracker-world-") as name:
        folder = Path(name)
        async with (
            Database.open(folder / "tracker.db", "process", "test") as db,
            Geolocation.open(folder) as places,
        ):
            with progress("Making the world") as show:
                await plant(db, places.find, _now(), show=show)
            yield db, "A world of its own, which ends with this prompt."


async def _names(db: Database, config: Config) -> dict[str, Any]:
    log = SqliteEventLog(db)
    await log.open()

    async def sql(statement: str, *values: Any) -> list[dict[str, Any]]:
        """The rows of a query."""
        return [dict(row) for row in await db.read(statement, values)]

    modules = {module.__name__.rpartition(".")[2]: module for module in MODULES}
    return {"db": db, "log": log, "config": config, "sql": sql, "now": _now} | modules


def _now() -> int:
    """In ms since 1970, UTC, as the database has it."""
    return time.time_ns() // 1_000_000


def _prompt(runner: asyncio.Runner, names: dict[str, Any], what: str) -> None:
    modules = ", ".join(name for name, value in names.items() if inspect.ismodule(value))
    with ExitStack() as stack:
        if sys.stdin.isatty():
            stack.callback(remember_lines(names))
        Prompt(runner, names).interact(f"{what}\n{HELP.format(modules=modules)}", "")
