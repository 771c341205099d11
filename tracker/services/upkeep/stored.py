"""Where everything is kept, in figures: for whoever looks after the server."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from tracker.config import Config
from tracker.services.upkeep import growth
from tracker.services.upkeep.backups import Backups
from tracker.storage.backups.folder import backups
from tracker.storage.file import engine
from tracker.storage.file.database import Database

SHOWN_BACKUPS = 20

Figures = Mapping[str, Any]


class Stored(NamedTuple):
    """For JSON: times are ms, UTC, sizes are bytes. `disk`: of what lies on this machine's.
    `growth`: what becomes more. `others`: by what they are about."""

    versions: Figures
    disk: Figures
    growth: Figures
    others: Figures


class Storing(Protocol):
    """A file of this process, or engines that several share."""

    async def stored(self) -> Stored:
        """What is wrong with it is said in the figures."""


class OwnFile:
    """The database's file, and copies of it."""

    def __init__(self, config: Config, db: Database, copies: Backups) -> None:
        self._config = config
        self._db = db
        self._copies = copies

    async def stored(self) -> Stored:
        folder = self._config.backups
        made = await asyncio.to_thread(lambda: backups(folder)[:SHOWN_BACKUPS])
        listed = [{"name": each.name, "at": each.at, "bytes": each.bytes} for each in made]
        sizes = await asyncio.to_thread(growth.sizes, self._config)
        return Stored(
            {"sqlite": engine.RELEASE, "sqlite_fault": engine.known_fault(engine.VERSION)},
            {"database": await asyncio.to_thread(self._db.size)},
            sizes | {"texts": await growth.texts(self._db)},
            {
                "backups": listed,
                "backup_trouble": self._copies.wrong or self._copies.trouble,
            },
        )
