"""What the watch of each site remembers, as of a place in the log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from tracker.domain.alerts.memory import SiteMemory
from tracker.storage.file.transactions import Accounts, Transaction


class Memory(NamedTuple):
    """It is of all rows up to the cursor `upto`, and of none behind it."""

    upto: int
    of_site: SiteMemory


async def all_memories(db: Accounts) -> dict[int, Memory]:
    """By the number of the site."""
    found = await db.read("select site_id, upto, told from alert_memory", ())
    return {
        row["site_id"]: Memory(row["upto"], msgspec.json.decode(row["told"], type=SiteMemory))
        for row in found
    }


KEEP = """
insert into alert_memory (site_id, upto, told) select id, :upto, :told from site where id = :site
on conflict (site_id) do update set upto = excluded.upto, told = excluded.told
"""


async def keep_memory(tx: Transaction, site_id: int, memory: Memory) -> None:
    """In the place of the one before; nothing where the site is no more."""
    told = msgspec.json.encode(memory.of_site).decode()
    await tx.execute(KEEP, {"site": site_id, "upto": memory.upto, "told": told})


SEEN_OF = """
update alert_memory set upto = :upto
where site_id in (select cast(value as bigint) from json_each(:sites))
"""


async def note_seen_of(tx: Transaction, upto: int, sites: Iterable[int]) -> None:
    """Up to there nothing has come of these."""
    said = msgspec.json.encode(list(sites)).decode()
    await tx.execute(SEEN_OF, {"upto": upto, "sites": said})


HAS_SEEN = """
update alert_memory set upto = :upto
where site_id not in (select cast(value as bigint) from json_each(:changed))
"""


async def note_seen(tx: Transaction, upto: int, changed: Iterable[int]) -> None:
    """Up to there nothing has come of any other site."""
    sites = msgspec.json.encode(list(changed)).decode()
    await tx.execute(HAS_SEEN, {"upto": upto, "changed": sites})
