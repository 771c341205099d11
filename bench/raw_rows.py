"""The yardstick: the same events in plain DuckDB, a row each, without anything summed up. Texts are
numbers there, too, and local days and hours are at hand: as good as raw rows can be had."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb

from bench.year_rows import clocks

SLICE = 200_000  # cursors
EVENTS = """
select group_concat(json_object('cursor', cursor, 'site', site_id, 'ms', at, 'visit', visit,
    'visitor', visitor, 'name', name, 'host', host, 'path', path, 'title', title,
    'referrer', referrer, 'source', source, 'channel', channel, 'campaign', campaign,
    'place', place, 'agent', agent, 'language', language, 'width', width,
    'properties', properties), char(10))
from event where cursor > ? and cursor <= ?
"""
LEAVES = """
select group_concat(json_object('cursor', page_cursor, 'engaged', engaged, 'depth', depth),
    char(10))
from leave where cursor > ? and cursor <= ? and page_age <= 172800000
"""
PLACES = """
select group_concat(json_object('visit', visit, 'place', place), char(10))
from correction where cursor > ? and cursor <= ?
"""
NUMBERS = {
    "text": ("id", "value"),
    "place": ("id", "country", "region", "city"),
    "agent": ("id", "browser", "system", "device"),
    "campaign": ("id", "source", "medium", "name"),
}
TABLES = (
    "create table seen (cursor bigint, site int, ms bigint, visit bigint, visitor bigint, name int,"
    " host int, path int, title int, referrer int, source int, channel int, campaign int,"
    " place int, agent int, language int, width int, properties varchar)",
    "create table told (cursor bigint, engaged bigint, depth int)",
    "create table found (visit bigint, place int)",
    "create table clock (site int, since bigint, shift bigint)",
)
JOINED = """
create table event as
select s.* replace (case s.place when 0 then coalesce(f.place, 0) else s.place end as place),
    (s.ms + c.shift) // 86400000 as day, (s.ms + c.shift % 3600000) // 3600000 as hour,
    coalesce(t.engaged, 0) as engaged, coalesce(t.depth, 0) as depth
from seen s
asof join clock c on c.site = s.site and s.ms >= c.since
left join (
    select cursor, max(engaged) as engaged, max(depth) as depth from told group by cursor
) t on t.cursor = s.cursor
left join found f on f.visit = s.visit
order by s.cursor
"""


def raw_rows_of(folder: Path) -> Path:
    """DuckDB's file with the events of the folder's database; made once."""
    path = folder / "raw.duckdb"
    if not path.exists():
        unfinished = folder / "raw.unfinished"
        unfinished.unlink(missing_ok=True)
        _make(unfinished, folder)
        unfinished.rename(path)
    return path


def _make(path: Path, folder: Path) -> None:
    log = sqlite3.connect(f"file:{folder / 'tracker.db'}?mode=ro", uri=True)
    lines = folder / "raw.ndjson"
    with closing(log), closing(duckdb.connect(str(path))) as raw:
        for statement in ("set memory_limit = '4GB'", "set threads = 2", *TABLES):
            raw.execute(statement)
        raw.executemany("insert into clock values (?, ?, ?)", clocks())
        _take(log, raw, lines, EVENTS, "seen")
        _take(log, raw, lines, LEAVES, "told")
        _take(log, raw, lines, PLACES, "found")
        raw.execute(JOINED)
        for table in ("seen", "told", "found"):
            raw.execute(f"drop table {table}")
        _take_numbers(log, raw)
        raw.execute("checkpoint")
    lines.unlink()


def _take(
    log: sqlite3.Connection, raw: duckdb.DuckDBPyConnection, lines: Path, select: str, into: str
) -> None:
    """In slices, by a file of JSON: the way that costs least."""
    [head] = log.execute(
        "select max(cursor) from (select max(cursor) as cursor from event"
        " union all select max(cursor) from leave)"
    ).fetchone()
    for after in range(0, head, SLICE):
        text = log.execute(select, (after, after + SLICE)).fetchone()[0]
        if text:
            lines.write_text(text)
            raw.execute(
                f"insert into {into} by name select * from read_json('{lines}',"
                " format = 'newline_delimited', columns = "
                f"{_columns(raw, into)})"
            )


def _columns(raw: duckdb.DuckDBPyConnection, table: str) -> str:
    found = raw.execute(
        f"select column_name, data_type from duckdb_columns() where table_name = '{table}'"
    )
    return "{" + ", ".join(f"{name}: '{kind}'" for name, kind in found.fetchall()) + "}"


def _take_numbers(log: sqlite3.Connection, raw: duckdb.DuckDBPyConnection) -> None:
    for table, columns in NUMBERS.items():
        kinds = ", ".join(f"{name} {'int' if name == 'id' else 'varchar'}" for name in columns)
        raw.execute(f"create table {table} ({kinds})")
        rows = log.execute(f"select {', '.join(columns)} from {table}").fetchall()
        parts = [[row[place] for row in rows] for place in range(len(columns))]
        given = ", ".join(
            f"unnest(${name}::{'int' if name == 'id' else 'varchar'}[])" for name in columns
        )
        raw.execute(f"insert into {table} select {given}", dict(zip(columns, parts, strict=True)))
