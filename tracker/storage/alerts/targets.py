"""Programs that are told of a site, and which alerts go to them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tracker.domain.alerts.alert import MOST_TARGETS
from tracker.domain.alerts.target import Target
from tracker.domain.reports.kept import TooMany
from tracker.storage.file.transactions import Accounts, TableRow, Transaction

OF_SITE = "select * from target where site_id = :site order by lower(name), id"


async def targets_of(db: Accounts, site_id: int) -> list[Target]:
    """A site's, by name."""
    return [_target(row) for row in await db.read(OF_SITE, {"site": site_id})]


FIND = "select * from target where site_id = :site and id = :id"


async def find_target(db: Accounts, site_id: int, target_id: int) -> Target | None:
    """The one of that number, if the site has it."""
    rows = await db.read(FIND, {"site": site_id, "id": target_id})
    return _target(rows[0]) if rows else None


COUNT = "select count(*) as targets from target where site_id = :site"
INSERT = """
insert into target (site_id, name, shape, address, secret, user_id, created_at)
values (:site_id, :name, :shape, :address, :secret, :user_id, :created_at)
returning id
"""


async def insert_target(tx: Transaction, target: Target) -> int:
    """A new one, under the number that comes back. Raises TooMany."""
    [row] = await tx.execute_fetchall(COUNT, {"site": target.site_id})
    if row["targets"] >= MOST_TARGETS:
        raise TooMany
    [row] = await tx.execute_fetchall(INSERT, msgspec.structs.asdict(target))
    return int(row["id"])


UPDATE = """
update target set name = :name, shape = :shape, address = :address, secret = :secret
where id = :id and site_id = :site_id
"""


async def update_target(tx: Transaction, target: Target) -> bool:
    """Whether the site has one of that number, which is as this one from now on."""
    return bool((await tx.execute(UPDATE, msgspec.structs.asdict(target))).rowcount)


DELETE = "delete from target where id = :id and site_id = :site"


async def delete_target(tx: Transaction, site_id: int, target_id: int) -> bool:
    """Whether the site had it. What is on its way there goes, too."""
    return bool((await tx.execute(DELETE, {"site": site_id, "id": target_id})).rowcount)


TOLD = """
select alert_target.* from alert_target join target on target.id = alert_target.target_id
where target.site_id = :site
"""


async def told_targets(db: Accounts, site_id: int) -> dict[int, set[int]]:
    """The targets of each of the site's alerts, by its number."""
    found: dict[int, set[int]] = {}
    for row in await db.read(TOLD, {"site": site_id}):
        found.setdefault(row["alert_id"], set()).add(row["target_id"])
    return found


FORGET = "delete from alert_target where alert_id = :alert"
TELL = """
insert into alert_target (alert_id, target_id)
select :alert, id from target where id = :target and site_id = :site
on conflict do nothing
"""


async def set_targets(tx: Transaction, site_id: int, alert_id: int, targets: Iterable[int]) -> None:
    """An alert goes to these from now on, as far as its site has them."""
    await tx.execute(FORGET, {"alert": alert_id})
    values = [{"alert": alert_id, "target": each, "site": site_id} for each in targets]
    await tx.executemany(TELL, values)


def _target(row: TableRow) -> Target:
    return Target(**{name: row[name] for name in Target.__struct_fields__})
