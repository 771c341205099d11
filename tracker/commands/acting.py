"""Doing an act: inside the server that runs here, or with the data folder to ourselves."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import click
from aiohttp import ClientConnectionError, ClientResponse, ClientTimeout

from tracker.commands.control import NoServer, control_session
from tracker.config import Config
from tracker.services.acts import ANOTHER_RELEASE, perform
from tracker.services.acts.acting import Acting, Refusal, Show, unseen
from tracker.services.audit import AuditLog
from tracker.services.passwords import Passwords
from tracker.services.session_ends import SessionEnds
from tracker.services.site_directory import SiteDirectory
from tracker.storage.complaints import complaint
from tracker.storage.copies import CopyFailed
from tracker.storage.database import Database
from tracker.storage.lock import DataFolderTaken, NoDataFolder, data_folder
from tracker.storage.migrations import Unusable

STARTS_WITHIN = 10.0  # seconds in which a server that has the lock opens its control socket
BETWEEN_TRIES = 0.1


class Failed(click.ClickException):
    """The act was not done; exit code 1 and one sentence."""


def act(
    config: Config, name: str, arguments: dict[str, Any] | None = None, show: Show = unseen
) -> dict[str, Any]:
    """The answer of services/acts' act `name`; `show` is told of its progress.

    Raises Failed, which click prints."""
    try:
        return asyncio.run(_act(config, name, arguments or {}, show))
    except (Refusal, DataFolderTaken, NoDataFolder, Unusable, CopyFailed) as error:
        raise Failed(str(error)) from error
    except (sqlite3.DatabaseError, OSError) as error:
        raise Failed(complaint(config.data_dir / "tracker.db", error)) from error
    except KeyboardInterrupt:
        raise Failed("Stopped.") from None


async def _act(config: Config, name: str, arguments: dict[str, Any], show: Show) -> dict[str, Any]:
    """First the server is asked. One that starts or stops holds the lock but does not answer."""
    until = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            return await _ask(config, name, arguments, show)
        except NoServer:
            pass
        try:
            async with alone(config, show) as context:
                return await perform(context, name, arguments)
        except DataFolderTaken:
            if time.monotonic() > until:
                raise
            await asyncio.sleep(BETWEEN_TRIES)


async def _ask(config: Config, name: str, arguments: dict[str, Any], show: Show) -> dict[str, Any]:
    async with control_session(config.data_dir) as session:
        try:
            asked = session.post(f"/acts/{name}", json=arguments, timeout=ClientTimeout(total=None))
            async with asked as answer:
                return await _answer(answer, show)
        except ClientConnectionError as error:
            raise NoServer(config.data_dir) from error


async def _answer(answer: ClientResponse, show: Show) -> dict[str, Any]:
    """The last line of the answer; those before it say how far the act is."""
    if answer.status != 200:
        raise Refusal(ANOTHER_RELEASE)
    rest = b""
    try:
        async for piece in answer.content.iter_any():
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                said = json.loads(line)
                if "refused" in said:
                    raise Refusal(said["refused"])
                if "done" in said:
                    done: dict[str, Any] = said["done"]
                    return done
                show(*said["progress"])
    except ClientConnectionError:
        pass
    raise Refusal("The server stopped before it was done.")


@asynccontextmanager
async def alone(config: Config, show: Show = unseen) -> AsyncIterator[Acting]:
    """The data folder's lock and its database, for a command that acts without a server.

    Raises Refusal where there is no database: only a server makes one."""
    path = config.data_dir / "tracker.db"
    if not path.exists():
        raise Refusal(
            f"There is no database at {path}. Start the server once with `tracker serve`, or "
            "choose another DATA_DIR."
        )
    with data_folder(config.data_dir, "a command"):
        opened = Database.open(path, config.durability, config.environment)
        async with opened as db, written(AuditLog(db)) as audit:
            yield Acting(
                db=db,
                config=config,
                now=lambda: time.time_ns() // 1_000_000,
                directory=await SiteDirectory.load(db),
                session_ends=SessionEnds(),
                passwords=Passwords(),
                audit=audit,
                progress=show,
            )


@asynccontextmanager
async def written(audit: AuditLog) -> AsyncIterator[AuditLog]:
    """What is added is on disk when the context ends."""
    yield audit
    await audit.flush()
