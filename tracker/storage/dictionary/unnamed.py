"""The end of what the dictionary keeps and no row names any more, without an index that would tell.

All rows are walked once, in slices, by a connection that only reads: the numbers they name go into
a table of its own in memory. What is not among them is taken away by the writer, which looks
through the newest rows once more: whoever comes meanwhile may name again what nobody did."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tracker.storage.dictionary.kinds import Kind
from tracker.storage.dictionary.row_walks import IN_MEMORY, RowWalk
from tracker.storage.file.copies import reading
from tracker.storage.file.database import Database
from tracker.storage.file.transactions import Transaction

NUMBERS = 500_000  # of one kind that are looked at in one walk: about 20 MB of memory
OURS = "\x01"  # no stranger's text has a control character


class Walk(RowWalk):
    """One kind's numbers from `low` to below `high`. All of it blocks: it is for a thread. Raises
    StorageError."""

    def __init__(self, connection: sqlite3.Connection, kind: Kind, low: int, high: int) -> None:
        self._bounds = {"low": low, "high": high}
        super().__init__(connection, kind.mark, self._bounds)
        self._kind = kind

    def prepare(self) -> None:
        self.do(*IN_MEMORY, "create temp table named (id integer primary key)")

    def unnamed(self) -> list[int]:
        """Numbers that no row names up to there."""
        return [row[0] for row in self.read(self._kind.unnamed, self._bounds)]


@contextmanager
def walking(path: Path, kind: Kind, low: int, high: int) -> Iterator[Walk]:
    """A walk with a connection of its own. Raises StorageError."""
    with closing(Walk(reading(path), kind, low, high)) as walk:
        walk.prepare()
        yield walk


async def highest(db: Database, kind: Kind) -> int:
    """Of the kind's numbers, after a row of ours has got it: that one stays, so that no number is
    ever given twice. SQLite gives the next after the highest."""
    async with db.transaction() as tx:
        for statement in kind.last:
            await tx.execute(statement, {"ours": OURS})
    return int((await db.read(kind.most))[0][0])


async def overwrite(
    tx: Transaction, kind: Kind, ids: list[int], upto: int
) -> dict[int, tuple[str, ...]]:
    """Overwrite those of the numbers that no row beyond the cursor `upto` names; what they were.

    First of all of them, only then are rows deleted: a page that is merged with its neighbour
    keeps behind its rows what stood there, and that may be rows that were still to come."""
    found = await tx.execute_fetchall(kind.still, {"ids": json.dumps(ids), "upto": upto})
    gone = {row[0]: tuple(row)[1:] for row in found}
    if gone:
        await tx.execute(kind.overwrite, {"ids": json.dumps(list(gone))})
    return gone


async def delete(db: Database, kind: Kind, ids: list[int]) -> None:
    """Delete what was overwritten: nobody can have named it since."""
    async with db.transaction() as tx:
        await tx.execute(kind.delete, {"ids": json.dumps(ids)})


async def rebuild_index(db: Database, kind: Kind) -> None:
    """Write the kind's index anew: pages that were filled and parted keep behind their rows what
    stood there once, which no deletion overwrites. About 5 s a million texts; writers wait."""
    async with db.transaction() as tx:
        await tx.execute(kind.rebuild)
