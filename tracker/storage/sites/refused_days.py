"""How many hits of a site were not counted, by its local day and by reason."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tracker.storage.file.transactions import Accounts, TableRow, Transaction


class RefusedOn(NamedTuple):
    """One number of the table. `day` is the site's, counted since 1970-01-01."""

    site_id: int
    day: int
    reason: str


STORED = """
select refused.* from json_each(:wanted) as wanted cross join refused
where refused.site_id = cast(json_extract(wanted.value, '$[0]') as bigint)
    and refused.day = cast(json_extract(wanted.value, '$[1]') as bigint)
    and refused.reason = json_extract(wanted.value, '$[2]')
"""


async def stored_hits(db: Accounts, wanted: Iterable[RefusedOn]) -> dict[RefusedOn, int]:
    """What the table says of them; those that it has not are left out."""
    rows = await db.read(STORED, {"wanted": json.dumps(list(wanted))})
    return {_on(row): row["hits"] for row in rows}


PUT = """
insert into refused (site_id, day, reason, hits)
select :site_id, :day, :reason, :hits where exists (select 1 from site where id = :site_id)
on conflict (site_id, day, reason) do update set hits = excluded.hits
"""


async def put_hits(db: Accounts, hits: Mapping[RefusedOn, int]) -> None:
    """Have the table say these, in one transaction; not of sites that are no more."""
    async with db.transaction() as tx:
        await tx.executemany(PUT, [day._asdict() | {"hits": n} for day, n in hits.items()])


ADD = """
insert into refused (site_id, day, reason, hits)
select :site_id, :day, :reason, :hits where exists (select 1 from site where id = :site_id)
on conflict (site_id, day, reason) do update set hits = refused.hits + excluded.hits
"""


async def add_hits(tx: Transaction, hits: Mapping[RefusedOn, int]) -> None:
    """Have the table say so many more; not of sites that are no more."""
    await tx.executemany(ADD, [day._asdict() | {"hits": n} for day, n in hits.items()])


SINCE = "select * from refused where site_id = :site and day >= :since"


async def hits_since(db: Accounts, site_id: int, since: int) -> dict[RefusedOn, int]:
    """All of the site's days from that one on."""
    rows = await db.read(SINCE, {"site": site_id, "since": since})
    return {_on(row): row["hits"] for row in rows}


def _on(row: TableRow) -> RefusedOn:
    return RefusedOn(row["site_id"], row["day"], row["reason"])
