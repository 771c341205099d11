"""The end of what the dictionary keeps and no row names any more, without an index that would tell.

All rows are walked once, in slices, by a connection that only reads: the numbers they name go into
a table of its own in memory. What is not among them is taken away by the writer, which looks
through the newest rows once more: whoever comes meanwhile may name again what nobody did."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import aiosqlite

from tracker.storage.copies import reading
from tracker.storage.database import Database

SLICE = 20_000  # cursors in one read, which no checkpoint has to wait for for long
REST = 0.5  # times as long as a slice took, for whoever else wants the disk
NUMBERS = 500_000  # of one kind that are looked at in one walk: about 20 MB of memory
OURS = "\x01"  # no stranger's text has a control character


class Kind(NamedTuple):
    """A table of the dictionary, and how to find out what of it is named."""

    table: str
    last: tuple[str, str]  # puts a row of ours behind all others
    most: str  # its highest number
    mark: tuple[str, ...]
    unnamed: str
    still: str  # of given numbers those that no row beyond a cursor names, with their content
    erase: tuple[str, ...]
    rebuild: str  # its index


RECENT = "with recent (id) as materialized ("
GIVEN = "(select value from json_each(:ids))"

TEXTS = Kind(
    "text",
    (
        "delete from text where value = :ours",
        "insert into text (value) values (:ours)",
    ),
    "select max(id) from text",
    (
        "insert or ignore into named select name from event"
        " where cursor > :after and cursor <= :upto and name >= :low and name < :high",
        "insert or ignore into named select host from event"
        " where cursor > :after and cursor <= :upto and host >= :low and host < :high",
        "insert or ignore into named select path from event"
        " where cursor > :after and cursor <= :upto and path >= :low and path < :high",
        "insert or ignore into named select title from event"
        " where cursor > :after and cursor <= :upto and title >= :low and title < :high",
        "insert or ignore into named select referrer from event"
        " where cursor > :after and cursor <= :upto and referrer >= :low and referrer < :high",
        "insert or ignore into named select source from event"
        " where cursor > :after and cursor <= :upto and source >= :low and source < :high",
        "insert or ignore into named select channel from event"
        " where cursor > :after and cursor <= :upto and channel >= :low and channel < :high",
        "insert or ignore into named select language from event"
        " where cursor > :after and cursor <= :upto and language >= :low and language < :high",
        "insert or ignore into named select path from leave"
        " where cursor > :after and cursor <= :upto and path >= :low and path < :high",
    ),
    "select id from text where id >= :low and id < :high and id not in (select id from named)",
    RECENT + "select name from event where cursor > :upto union select host from event"
    " where cursor > :upto union select path from event where cursor > :upto union select title"
    " from event where cursor > :upto union select referrer from event where cursor > :upto union"
    " select source from event where cursor > :upto union select channel from event where"
    " cursor > :upto union select language from event where cursor > :upto union select path from"
    " leave where cursor > :upto"
    ") select id, value from text where id in " + GIVEN + " and id not in (select id from recent)",
    (
        # As long as before, so in its place: a page that is merged with its neighbour keeps
        # behind its rows what stood there. What is shorter than this has no number in it.
        "update text set value = char(1) || printf('%0*d', length(cast(value as blob)) - 1, id)"
        " where id in " + GIVEN + " and length(cast(value as blob)) >= 20",
        "delete from text where id in " + GIVEN,
    ),
    "reindex text",
)
AGENTS = Kind(
    "agent",
    (
        "delete from agent where browser = :ours",
        "insert into agent (browser, system, device) values (:ours, '', '')",
    ),
    "select max(id) from agent",
    (
        "insert or ignore into named select agent from event"
        " where cursor > :after and cursor <= :upto and agent >= :low and agent < :high",
    ),
    "select id from agent where id >= :low and id < :high and id not in (select id from named)",
    RECENT + "select agent from event where cursor > :upto"
    ") select id, browser, system, device from agent where id in "
    + GIVEN
    + " and id not in (select id from recent)",
    ("delete from agent where id in " + GIVEN,),
    "reindex agent",
)
CAMPAIGNS = Kind(
    "campaign",
    (
        "delete from campaign where source = :ours",
        "insert into campaign (source, medium, name, term, content, click_id)"
        " values (:ours, '', '', '', '', '')",
    ),
    "select max(id) from campaign",
    (
        "insert or ignore into named select campaign from event"
        " where cursor > :after and cursor <= :upto and campaign >= :low and campaign < :high",
    ),
    "select id from campaign where id >= :low and id < :high and id not in (select id from named)",
    RECENT + "select campaign from event where cursor > :upto"
    ") select id, source, medium, name, term, content, click_id from campaign where id in "
    + GIVEN
    + " and id not in (select id from recent)",
    ("delete from campaign where id in " + GIVEN,),
    "reindex campaign",
)
KINDS = (TEXTS, AGENTS, CAMPAIGNS)


class Walk:
    """One kind's numbers from `low` to below `high`. All of it blocks: it is for a thread."""

    def __init__(self, connection: sqlite3.Connection, kind: Kind, low: int, high: int) -> None:
        self._connection = connection
        self._kind = kind
        self._bounds = {"low": low, "high": high}
        self._turn = threading.Lock()
        self.upto = 0  # the last cursor that was walked over

    def prepare(self) -> None:
        self._connection.execute("pragma busy_timeout = 5000")
        self._connection.execute("pragma temp_store = memory")
        self._connection.execute("create temp table named (id integer primary key)")

    def on(self, head: int, stop: threading.Event) -> None:
        """Walk to the cursor `head`."""
        while self.upto < head and not stop.is_set():
            began = time.perf_counter()
            upto = min(self.upto + SLICE, head)
            with self._turn:
                for mark in self._kind.mark:
                    values = self._bounds | {"after": self.upto, "upto": upto}
                    self._connection.execute(mark, values)
            self.upto = upto
            stop.wait(REST * (time.perf_counter() - began))

    def unnamed(self) -> list[int]:
        """Numbers that no row names up to there."""
        with self._turn:
            return [row[0] for row in self._connection.execute(self._kind.unnamed, self._bounds)]

    def close(self) -> None:
        """As soon as no thread is at work with it."""
        with self._turn:
            self._connection.close()


@contextmanager
def walking(path: Path, kind: Kind, low: int, high: int) -> Iterator[Walk]:
    """A walk with a connection of its own. Raises sqlite3.Error."""
    walk = Walk(reading(path), kind, low, high)
    try:
        walk.prepare()
        yield walk
    finally:
        walk.close()


async def highest(db: Database, kind: Kind) -> int:
    """Of the kind's numbers, after a row of ours has got it: that one stays, so that no number is
    ever given twice. SQLite gives the next after the highest."""
    async with db.transaction() as tx:
        for statement in kind.last:
            await tx.execute(statement, {"ours": OURS})
    return int((await db.read(kind.most))[0][0])


async def erase(
    tx: aiosqlite.Connection, kind: Kind, ids: list[int], upto: int
) -> list[tuple[str, ...]]:
    """Erase those of the numbers that no row beyond the cursor `upto` names; their content."""
    found = await tx.execute_fetchall(kind.still, {"ids": json.dumps(ids), "upto": upto})
    gone = [(row[0], tuple(row)[1:]) for row in found]
    if gone:
        for statement in kind.erase:
            await tx.execute(statement, {"ids": json.dumps([number for number, _ in gone])})
    return [content for _, content in gone]


async def rebuild_index(db: Database, kind: Kind) -> None:
    """Write the kind's index anew: pages that were filled and parted keep behind their rows what
    stood there once, which no deletion overwrites. About 5 s a million texts; writers wait."""
    async with db.transaction() as tx:
        await tx.execute(kind.rebuild)


async def ask_sweep(tx: aiosqlite.Connection) -> None:
    """To be called with rows going, in one transaction: so it is never forgotten. In the table of
    erasures, where no site has this number."""
    await tx.execute("insert or ignore into erasure (site_id) values (0)")


async def sweep_is_asked(db: Database) -> bool:
    """Whether rows have gone since the last sweep."""
    return bool(await db.read("select 1 from erasure where site_id = 0"))


async def end_sweep(db: Database) -> None:
    """Nothing unnamed is left."""
    async with db.transaction() as tx:
        await tx.execute("delete from erasure where site_id = 0")
