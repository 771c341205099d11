"""The funnels that a site's editors have named."""

from __future__ import annotations

import msgspec

from tracker.domain.reports.funnels import KeptFunnel
from tracker.domain.reports.kept import MOST_FUNNELS, NameTaken, TooMany
from tracker.storage.file.transactions import Accounts, TableRow, Transaction

OF_SITE = "select * from funnel where site_id = :site order by name, id"


async def funnels_of(db: Accounts, site_id: int) -> list[KeptFunnel]:
    """A site's, by name."""
    return [_funnel(row) for row in await db.read(OF_SITE, {"site": site_id})]


COUNT = "select count(*) as funnels from funnel where site_id = :site_id"
TAKEN = "select 1 from funnel where site_id = :site_id and name = :name and id <> :id"
INSERT = """
insert into funnel (site_id, name, steps, user_id, created_at)
values (:site_id, :name, :steps, :user_id, :created_at)
"""


async def insert_funnel(tx: Transaction, funnel: KeptFunnel) -> None:
    """A new one, under a number of its own. Raises NameTaken and TooMany."""
    values = msgspec.structs.asdict(funnel)
    if list(await tx.execute_fetchall(TAKEN, values)):
        raise NameTaken
    [row] = await tx.execute_fetchall(COUNT, values)
    if row["funnels"] >= MOST_FUNNELS:
        raise TooMany
    await tx.execute(INSERT, values)


UPDATE = "update funnel set name = :name, steps = :steps where id = :id and site_id = :site_id"


async def update_funnel(tx: Transaction, funnel: KeptFunnel) -> bool:
    """Whether the site has one of that number, which has this name and these steps from now on.
    Raises NameTaken."""
    values = msgspec.structs.asdict(funnel)
    if list(await tx.execute_fetchall(TAKEN, values)):
        raise NameTaken
    return bool((await tx.execute(UPDATE, values)).rowcount)


DELETE = "delete from funnel where id = :id and site_id = :site"


async def delete_funnel(tx: Transaction, site_id: int, funnel_id: int) -> bool:
    """Whether the site had it."""
    return bool((await tx.execute(DELETE, {"site": site_id, "id": funnel_id})).rowcount)


def _funnel(row: TableRow) -> KeptFunnel:
    return KeptFunnel(
        id=row["id"],
        site_id=row["site_id"],
        name=row["name"],
        steps=row["steps"],
        user_id=row["user_id"],
        created_at=row["created_at"],
    )
