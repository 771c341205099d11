"""The year as the product keeps it: a data folder, made once and kept for further runs."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

from bench import year_words as words
from bench.year_rows import BEGAN, SMALL_SITES, make_rows, zone_of
from tests.seeded_data import seed
from tracker.storage.file.database import Database
from tracker.storage.log.stretches import closings

VERSION = 1  # to be raised with what the year holds
AT_ONCE = 100_000  # rows
SITE = "insert into site (id, key, owner_id, name, time_zone, created_at) values (?, ?, 1, ?, ?, ?)"
MEMBER = (
    "insert or ignore into member (site_id, user_id, role, since)"
    " select id, 1, 'owner', 0 from site"
)
SELECTS = {
    "event": "select cursor, id, site, ms, visit, visitor, 0, beacon, name, host, path, title,"
    " referrer, source, channel, campaign, place, agent, language, width, properties"
    " from event order by cursor",
    "leave": "select cursor, site, ms, visit, 0, path, state, engaged, depth, page_cursor, page_age"
    " from leave order by cursor",
    "correction": "select cursor, site, ms, visit, place from correction order by cursor",
    "removal": "select cursor, site, ms, 'visit', visit from removal order by cursor",
}
COLUMNS = {
    "event": "cursor, id, site_id, at, visit, visitor, is_new, beacon, name, host, path, title,"
    " referrer, source, channel, campaign, place, agent, language, width, properties",
    "leave": "cursor, site_id, at, visit, beacon, path, state, engaged, depth, page_cursor,"
    " page_age",
    "correction": "cursor, site_id, at, visit, place",
    "removal": "cursor, site_id, at, kind, what",
}
# The first event of each visitor and day: their ids are of one day.
NEW = """
update event set is_new = 1
where cursor in (select min(cursor) from event group by visitor)
"""


def cache_folder() -> Path:
    """Beside no checkout, so that a clean one finds it, too."""
    told = os.environ.get("XDG_CACHE_HOME")
    return (Path(told) if told else Path.home() / ".cache") / "tracker-bench"


def year_of(events: int, cache: Path | None = None) -> Path:
    """The folder whose tracker.db holds about so many events; ten million take some minutes."""
    folder = (cache or cache_folder()) / f"year-{events}-{VERSION}"
    if not folder.exists():
        unfinished = folder.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        asyncio.run(_make(unfinished, events))
        unfinished.rename(folder)
    asyncio.run(_up_to_date(folder / "tracker.db"))
    return folder


async def _up_to_date(database: Path) -> None:
    """One that was made before the schema's last change is read as it stands."""
    async with Database.open(database):
        pass


async def _make(folder: Path, events: int) -> None:
    await seed(folder)
    with closing(duckdb.connect(str(folder / "rows.duckdb"))) as rows:
        rows.execute("set memory_limit = '4GB'")
        make_rows(rows, events)
        _write(folder / "tracker.db", rows)
    (folder / "rows.duckdb").unlink()
    async with Database.open(folder / "tracker.db") as opened:
        await opened.checked()


def _write(path: Path, rows: duckdb.DuckDBPyConnection) -> None:
    """Without what makes writing safe, and slow."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for pragma in ("journal_mode = delete", "synchronous = off", "cache_size = -400000"):
            db.execute(f"pragma {pragma}")
        db.execute("begin")
        indexes = _without_indexes(db)
        _sites(db)
        _dictionary(db)
        for table, select in SELECTS.items():
            columns = COLUMNS[table]
            marks = ", ".join("?" * len(columns.split(",")))
            insert = f"insert into {table} ({columns}) values ({marks})"
            db.executemany(insert, _each(rows.execute(select)))
            print(f"  wrote {table}", flush=True)
        for sql in indexes:
            db.execute(sql)
        _sum_up(db)
        db.execute("commit")


def _without_indexes(db: sqlite3.Connection) -> list[str]:
    """What makes those that were taken away again."""
    found = db.execute(
        "select name, sql from sqlite_master where type = 'index' and sql is not null"
        " and tbl_name in ('event', 'leave', 'correction')"
    ).fetchall()
    for name, _ in found:
        db.execute(f"drop index {name}")
    return [sql for _, sql in found]


def _each(answer: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while part := answer.fetchmany(AT_ONCE):
        yield from part


def _sites(db: sqlite3.Connection) -> None:
    db.execute("update site set time_zone = ?, created_at = ?", (zone_of(1), BEGAN))
    more = range(2, SMALL_SITES + 2)
    named = [(n, f"{n:012}", f"site-{n}.example", zone_of(n), BEGAN) for n in more]
    db.executemany(SITE, named)
    db.execute(MEMBER)


def _dictionary(db: sqlite3.Connection) -> None:
    texts = words.texts(SMALL_SITES + 2).values
    db.executemany("insert into text values (?, ?)", enumerate(texts, 1))
    for table, found in (
        ("place", words.places()),
        ("agent", words.agents()),
        ("campaign", words.campaigns()),
    ):
        marks = ", ".join("?" * (len(found[0]) + 1))
        numbered = [(number, *row) for number, row in enumerate(found, 1)]
        db.executemany(f"insert into {table} values ({marks})", numbered)


def _sum_up(db: sqlite3.Connection) -> None:
    """What appending would have written beside the rows."""
    db.execute(NEW)
    [head] = db.execute("select max(cursor) from event").fetchone()
    for sql, bounds in closings(0, head)[1]:
        db.executemany(sql, bounds)
