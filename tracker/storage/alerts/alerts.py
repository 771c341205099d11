"""The alerts of sites."""

from __future__ import annotations

import msgspec

from tracker.domain.alerts.alert import MOST_ALERTS, Alert, Quiet
from tracker.domain.reports.kept import TooMany
from tracker.storage.file.transactions import Accounts, TableRow, Transaction


async def all_alerts(db: Accounts) -> list[Alert]:
    """Those of every site, for whoever watches them."""
    return [_alert(row) for row in await db.read("select * from alert where is_on = 1")]


OF_SITE = "select * from alert where site_id = :site order by lower(name), id"


async def alerts_of(db: Accounts, site_id: int) -> list[Alert]:
    """A site's, by name."""
    return [_alert(row) for row in await db.read(OF_SITE, {"site": site_id})]


FIND = "select * from alert where site_id = :site and id = :id"


async def find_alert(db: Accounts, site_id: int, alert_id: int) -> Alert | None:
    """The one of that number, if the site has it."""
    rows = await db.read(FIND, {"site": site_id, "id": alert_id})
    return _alert(rows[0]) if rows else None


COUNT = "select count(*) as alerts from alert where site_id = :site"
INSERT = """
insert into alert
    (site_id, name, kind, subject, goal_id, least, pause, quiet_from, quiet_until, is_on, user_id,
     created_at)
values
    (:site_id, :name, :kind, :of, :goal_id, :least, :pause, :quiet_from, :quiet_until, :is_on,
     :user_id, :created_at)
returning id
"""


async def insert_alert(tx: Transaction, alert: Alert) -> int:
    """A new one, under the number that comes back. Raises TooMany."""
    [row] = await tx.execute_fetchall(COUNT, {"site": alert.site_id})
    if row["alerts"] >= MOST_ALERTS:
        raise TooMany
    [row] = await tx.execute_fetchall(INSERT, _values(alert))
    return int(row["id"])


UPDATE = """
update alert set name = :name, kind = :kind, subject = :of, goal_id = :goal_id, least = :least,
    pause = :pause, quiet_from = :quiet_from, quiet_until = :quiet_until, is_on = :is_on
where id = :id and site_id = :site_id
"""


async def update_alert(tx: Transaction, alert: Alert) -> bool:
    """Whether the site has one of that number, which is as this one from now on."""
    return bool((await tx.execute(UPDATE, _values(alert))).rowcount)


DELETE = "delete from alert where id = :id and site_id = :site"


async def delete_alert(tx: Transaction, site_id: int, alert_id: int) -> bool:
    """Whether the site had it."""
    return bool((await tx.execute(DELETE, {"site": site_id, "id": alert_id})).rowcount)


TOLD = "update alert set told_at = :at where id = :id"


async def note_told(tx: Transaction, alert_id: int, at: int) -> None:
    """When the last message was."""
    await tx.execute(TOLD, {"id": alert_id, "at": at})


def _values(alert: Alert) -> dict[str, object]:
    start, end = alert.quiet or (None, None)
    return msgspec.structs.asdict(alert) | {"quiet_from": start, "quiet_until": end, "quiet": None}


def _alert(row: TableRow) -> Alert:
    start, end = row["quiet_from"], row["quiet_until"]
    return Alert(
        id=row["id"],
        site_id=row["site_id"],
        name=row["name"],
        kind=row["kind"],
        of=row["subject"],
        goal_id=row["goal_id"],
        least=row["least"],
        pause=row["pause"],
        quiet=None if start is None else Quiet(start, end),
        is_on=bool(row["is_on"]),
        user_id=row["user_id"],
        created_at=row["created_at"],
        told_at=row["told_at"],
    )
