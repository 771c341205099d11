"""Sites as whoever works behind the log knows them."""

from __future__ import annotations

from unittest.mock import Mock

from tests.eventually import eventually
from tracker.services.background import beside
from tracker.services.sequencing.read_sites import ReadSites
from tracker.storage.file.database import Database
from tracker.storage.file.errors import RefusesForNow

OWNER = """
insert into user (id, name, name_key, email, email_key, password, created_at)
values (1, 'ada', 'ada', 'ada@example.com', 'ada@example.com', '-', 0)
"""
SITE = """
insert into site (id, key, owner_id, name, time_zone, created_at)
values (7, 'a', 1, 'a', 'Asia/Tokyo', 0)
"""


async def test_new_sites_are_known_soon_and_deleted_ones_are_looked_after(db: Database) -> None:
    accounts = Mock(read=Mock(side_effect=RefusesForNow("away")))
    sites = ReadSites(accounts, every=0.001)
    async with beside(sites.run):
        await eventually(lambda: accounts.read.called)
        assert sites.zones() == {}
        accounts.read = db.read
        async with db.transaction() as tx:
            await tx.execute(OWNER)
            await tx.execute(SITE)
        await eventually(lambda: sites.zones() == {7: "Asia/Tokyo"})
    assert (sites.shard_of(7), sites.shard_of(8)) == (0, 0)
