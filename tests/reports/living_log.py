"""A random log in a real database, as it comes to be: rows are appended, and some are erased again,
at once, later or never; a site may move to another time zone, or be deleted."""

from __future__ import annotations

from random import Random

from tests.reports.random_logs import RandomLog
from tests.reports.random_removals import erase, part_of
from tests.reports.random_world import MOVED_TO, maybe
from tracker.domain.rows import Removal, Row
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog

EVERY = 1_000_000  # rows: more than any of these logs has
INSERT_OWNER = """
insert into user (id, name, name_key, email, email_key, password, created_at)
values (1, 'ada', 'ada', 'ada@example.com', 'ada@example.com', '-', 0)
"""
INSERT_SITE = """
insert into site (id, key, owner_id, name, time_zone, created_at) values (?, ?, 1, 'site', ?, 0)
"""


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
        async with self._db.transaction() as tx:
            await tx.execute(INSERT_OWNER)
            for site, zone in self.life.zones.items():
                await tx.execute(INSERT_SITE, (site, str(site), zone))

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
        async with self._db.transaction() as tx:
            for site in self.life.gone:
                await tx.execute("delete from site where id = ?", (site,))

    async def moves(self) -> None:
        """A site is somewhere else from now on."""
        life = self.life
        site, zone = life.site(), life.chance.choice(MOVED_TO)
        life.zones[site] = zone
        async with self._db.transaction() as tx:
            await tx.execute("update site set time_zone = ? where id = ?", (zone, site))

    async def left(self) -> list[Row]:
        """What a follower reads that begins now."""
        return await self.log.rows_after(0, EVERY)
