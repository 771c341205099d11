"""Imports: of which files, into which site, how far they are."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from tracker.storage.file.transactions import Accounts, TableRow, Transaction
from tracker.storage.file.writer import Insert
from tracker.storage.log.totals import SiteFacts

RUNNING, DONE, LEAVING = "running", "done", "leaving"


class Import(msgspec.Struct, frozen=True):
    """`told`: figures, what was left out, and the days, once it is done."""

    id: int
    site_id: int
    state: str
    format: str
    files: list[str]
    user_id: int | None
    began_at: int
    ended_at: int | None
    own_since: int | None
    told: dict[str, Any]


UNFINISHED = "select * from import where site_id = ? and mark = ? and state = 'running'"
INSERT = """
insert into import (site_id, state, format, files, mark, user_id, began_at, own_since)
values (:site, 'running', :format, :files, :mark, :user, :at, :own_since)
returning *
"""


async def begin_import(  # noqa: PLR0917
    tx: Transaction,
    site_id: int,
    format_name: str,
    files: list[str],
    mark: str,
    user_id: int | None,
    at: int,
    own_since: int | None,
) -> Import:
    """A new one, or the same files' that was not finished. At: ms, UTC."""
    for row in await tx.execute_fetchall(UNFINISHED, (site_id, mark)):
        return _import(row)
    new = {"format": format_name, "files": json.dumps(files), "mark": mark, "user": user_id}
    values = {"site": site_id, "at": at, "own_since": own_since, **new}
    [row] = await tx.execute_fetchall(INSERT, values)
    return _import(row)


async def find_import(db: Accounts, import_id: int) -> Import | None:
    """The one of that number."""
    rows = await db.read("select * from import where id = ?", (import_id,))
    return _import(rows[0]) if rows else None


async def imports_of(db: Accounts, site_id: int) -> list[Import]:
    """The newest first."""
    rows = await db.read("select * from import where site_id = ? order by id desc", (site_id,))
    return [_import(row) for row in rows]


SUMMED = """
select span.value as span from import, json_each(import.told, '$.sums') as span
where site_id = ? and state = 'done'
"""


async def summed_spans(db: Accounts, site_id: int) -> list[tuple[int, int]]:
    """The first and last days, since 1970-01-01, of stretches of which there are imported sums."""
    rows = await db.read(SUMMED, (site_id,))
    spans = (json.loads(row["span"]) for row in rows)
    return sorted((first, last) for first, last in spans)


SOMETHING = "select 1 from import where site_id = ? and state = 'done' limit 1"


async def has_history(kept: Accounts, facts: SiteFacts, site_id: int) -> bool:
    """Whether reports have anything of the site: visits of its own, or what was imported."""
    return await facts.has_visits(site_id) or bool(await kept.read(SOMETHING, (site_id,)))


async def leaving_imports(db: Accounts) -> list[Import]:
    """Those whose rows are being erased."""
    rows = await db.read("select * from import where state = 'leaving' order by id")
    return [_import(row) for row in rows]


async def end_import(db: Accounts, import_id: int, told: dict[str, Any], at: int) -> None:
    """All of it is there. At: ms, UTC."""
    async with db.transaction() as tx:
        await tx.execute(
            "update import set state = 'done', ended_at = ?, told = ?"
            " where id = ? and state = 'running'",
            (at, json.dumps(told), import_id),
        )


async def leave(db: Accounts, import_id: int) -> None:
    """From now on its rows go."""
    async with db.transaction() as tx:
        await tx.execute("update import set state = 'leaving' where id = ?", (import_id,))


async def forget_import(tx: Transaction, import_id: int) -> None:
    """Nothing of it is there any more."""
    await tx.execute("delete from import where id = ?", (import_id,))


GO_ON = "update import_rows set last = ? where import_id = ? and last = ?"
BEGIN_ONE = """
insert into import_rows (import_id, first, last)
select ?1, ?2, ?3 where not exists (select 1 from import_rows where import_id = ?1 and last = ?3)
"""


def note_rows(import_id: int, first: int, last: int) -> list[Insert]:
    """Statements that take down, with the rows, where they stand."""
    return [
        (GO_ON, [(last, import_id, first - 1)]),
        (BEGIN_ONE, [(import_id, first, last)]),
    ]


def _import(row: TableRow) -> Import:
    return Import(
        row["id"],
        row["site_id"],
        row["state"],
        row["format"],
        json.loads(row["files"]),
        row["user_id"],
        row["began_at"],
        row["ended_at"],
        row["own_since"],
        json.loads(row["told"]),
    )
