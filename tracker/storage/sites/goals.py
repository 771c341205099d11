"""The goals of sites."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from tracker.domain.reports.goals import Goal
from tracker.domain.reports.kept import MOST_GOALS, NameTaken, TooMany
from tracker.storage.file.transactions import Accounts, TableRow, Transaction

OF_SITE = "select * from goal where site_id = :site order by name, id"


async def goals_of(db: Accounts, site_id: int) -> tuple[Goal, ...]:
    """A site's, by name."""
    return tuple([_goal(row) for row in await db.read(OF_SITE, {"site": site_id})])


FIND = "select * from goal where site_id = :site and id = :id"


async def find_goal(db: Accounts, site_id: int, goal_id: int) -> Goal | None:
    """The goal of that number, if the site has it."""
    rows = await db.read(FIND, {"site": site_id, "id": goal_id})
    return _goal(rows[0]) if rows else None


COUNT = "select count(*) as goals from goal where site_id = :site"
INSERT = """
insert into goal (site_id, name, kind, subject, least, value, sums, currency, created_at)
values (:site_id, :name, :kind, :of, :least, :value, :sums, :currency, :at)
"""


async def insert_goal(tx: Transaction, goal: Goal, at: int) -> None:
    """A new one, under a number of its own. Raises NameTaken and TooMany."""
    await _keep_name(tx, goal)
    [row] = await tx.execute_fetchall(COUNT, {"site": goal.site_id})
    if row["goals"] >= MOST_GOALS:
        raise TooMany
    await tx.execute(INSERT, _values(goal) | {"at": at})


UPDATE = """
update goal set name = :name, kind = :kind, subject = :of, least = :least, value = :value,
    sums = :sums, currency = :currency
where id = :id and site_id = :site_id
"""


async def update_goal(tx: Transaction, goal: Goal) -> bool:
    """Whether the site has one of that number, which is as this one from now on. Raises
    NameTaken."""
    await _keep_name(tx, goal)
    return bool((await tx.execute(UPDATE, _values(goal))).rowcount)


DELETE = "delete from goal where id = :id and site_id = :site"


async def delete_goal(tx: Transaction, site_id: int, goal_id: int) -> bool:
    """Whether the site had it."""
    return bool((await tx.execute(DELETE, {"site": site_id, "id": goal_id})).rowcount)


TAKEN = "select 1 from goal where site_id = :site_id and name = :name and id <> :id"


async def _keep_name(tx: Transaction, goal: Goal) -> None:
    if list(await tx.execute_fetchall(TAKEN, _values(goal))):
        raise NameTaken


def _values(goal: Goal) -> dict[str, object]:
    value = None if goal.value is None else str(goal.value)
    return msgspec.structs.asdict(goal) | {"value": value}


def _goal(row: TableRow) -> Goal:
    return Goal(
        id=row["id"],
        site_id=row["site_id"],
        name=row["name"],
        kind=row["kind"],
        of=row["subject"],
        least=row["least"],
        value=None if row["value"] is None else Decimal(row["value"]),
        sums=row["sums"],
        currency=row["currency"],
    )
