"""A random log in a real database, as it comes to be: rows are appended, and some are erased again,
at once, later or never."""

from __future__ import annotations

from random import Random

from tests.reports.random_logs import RandomLog
from tests.reports.random_removals import erase, part_of
from tests.reports.random_world import maybe
from tracker.domain.rows import Removal, Row
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog

EVERY = 1_000_000  # rows: more than any of these logs has


class LivingLog:
    """`told`: every row there ever was, as a follower reads them."""

    def __init__(self, db: Database, chance: Random) -> None:
        self.log = SqliteEventLog(db)
        self.life = RandomLog(chance)
        self.told: list[Row] = []
        self._db = db
        self._to_go: list[Removal] = []

    async def open(self) -> None:
        await self.log.open()

    async def goes_on(self) -> None:
        """By one batch."""
        before, chance = self.log.head, self.life.chance
        batch = self.life.batch(before)
        await self.log.append(batch, before + len(batch))
        new = await self.log.rows_after(before, EVERY)
        self.told += new
        self._to_go += [row for row in new if isinstance(row, Removal)]
        while self._to_go and maybe(chance, 0.7):
            await erase(self._db, self._to_go.pop(0), part_of(self.life))

    async def left(self) -> list[Row]:
        """What a follower reads that begins now."""
        return await self.log.rows_after(0, EVERY)
