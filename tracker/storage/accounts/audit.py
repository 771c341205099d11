"""What people did to accounts, sites and the server, in the order in which they did it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from tracker.domain.names import key_of
from tracker.storage.file.transactions import Accounts, TableRow, Transaction

DAY = 86_400_000  # ms
KEPT_FOR = 400 * DAY
MOST = 100_000  # entries
MOST_OF_NOBODY = 20_000  # of these: strangers must not push out what people did


class Entry(msgspec.Struct, frozen=True):
    """One act. `target` names what it was done to: "user 7", "site 3"; never a secret."""

    at: int  # ms, UTC
    actor_id: int | None  # None: nobody who was logged in
    network: str
    action: str
    target: str
    times: int = 1  # so often within moments


class ShownEntry(msgspec.Struct, frozen=True):
    """An entry as the log's page shows it."""

    id: int
    entry: Entry
    actor: str  # the name of an account that is still there
    subject: str  # the name of the account or site that it was done to, as long as it is there


INSERT = """
insert into audit (at, actor_id, network, action, target, times)
values (:at, :actor_id, :network, :action, :target, :times)
"""


async def insert_entries(tx: Transaction, entries: Sequence[Entry]) -> None:
    """Keep them, in this order."""
    await tx.executemany(INSERT, [msgspec.structs.asdict(entry) for entry in entries])


FORGET = """
delete from audit where at < :since or id <= (select max(id) from audit) - :most
    or actor_id is null and network like '%/%' and id < (
        select id from audit where actor_id is null and network like '%/%'
        order by id desc limit 1 offset :most_of_nobody - 1
    )
"""


async def forget_entries(tx: Transaction, settled: int) -> None:
    """Drop what is older than KEPT_FOR, beyond MOST or, of strangers, beyond MOST_OF_NOBODY."""
    values = {"since": settled - KEPT_FOR, "most": MOST, "most_of_nobody": MOST_OF_NOBODY}
    await tx.execute(FORGET, values)


ENTRIES = """
select audit.*, coalesce(user.name, '') as actor, coalesce(whom.name, site.name, '') as subject
from audit
left join user on user.id = audit.actor_id
left join user as whom on whom.id = case
    when substr(audit.target, 1, 5) = 'user ' then cast(substr(audit.target, 6) as bigint) end
left join site on site.id = case
    when substr(audit.target, 1, 5) = 'site ' then cast(substr(audit.target, 6) as bigint) end
where audit.id < :before and (:action = '' or audit.action = :action)
    and (:about = '' or user.name_key = :key or 'user ' || audit.actor_id = :about
        or audit.target = :about
        or audit.target in (select 'user ' || id from user where name_key = :key))
order by audit.id desc limit :limit
"""
NEWEST = 2**62


async def entries(
    db: Accounts, *, before: int = NEWEST, action: str = "", about: str = "", limit: int = 50
) -> list[ShownEntry]:
    """The newest first: of one action, or by or about `user 7` or somebody of that name."""
    values: dict[str, Any] = {
        "before": before,
        "action": action,
        "about": about,
        "key": key_of(about),
    }
    values |= {"limit": limit}
    return [_shown(row) for row in await db.read(ENTRIES, values)]


async def actions(db: Accounts) -> list[str]:
    """Every kind of act that the log knows."""
    rows = await db.read("select distinct action from audit order by action")
    return [row["action"] for row in rows]


def _shown(row: TableRow) -> ShownEntry:
    entry = Entry(
        row["at"], row["actor_id"], row["network"], row["action"], row["target"], row["times"]
    )
    return ShownEntry(row["id"], entry, row["actor"], row["subject"])
