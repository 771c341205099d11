"""Rows of the log as lines of JSON that SQLite makes and DuckDB reads.

No row becomes a Python object: that costs a third of the processor time, and the event loop its
latency."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from tracker.storage.file.errors import own_words

# Kinds of `notes`: what changes rows that are there. A leave of before schema 11 names its pageview
# by the beacon alone.
LEAVE, PLACE, TITLE, VISIT_REMOVAL, ORPHAN = 1, 2, 3, 4, 5


class Slice(NamedTuple):
    """Rows with `after` < their cursor <= `upto`. `events`, `notes`, `days`: lines of JSON, a row
    each; `kinds`: of the notes. `removal`: if there is one of a whole site, an age, an import, or a
    reset, it is alone."""

    after: int
    upto: int
    events: bytes = b""
    notes: bytes = b""
    days: bytes = b""
    kinds: frozenset[int] = frozenset()
    removal: Removal | None = None


class Removal(NamedTuple):
    """As the log's table has it: `what` by `kind`."""

    cursor: int
    site: int
    kind: str
    what: int | None


# A page of the site itself is no referrer, though earlier releases have kept it as one.
EVENTS = """
select cast(group_concat(json_object(
    'c', cursor, 's', site_id, 't', at, 'v', visit, 'u', visitor, 'b', beacon, 'n', name,
    'h', host, 'p', path, 'i', title,
    'r', case when channel in (select id from text where value = 'internal')
        then ifnull((select min(id) from text where value = ''), 0) else referrer end,
    'o', source, 'k', channel, 'm', campaign,
    'l', place, 'a', agent, 'g', language, 'w', width, 'x', properties, 'f', import_id
), char(10)) as blob) from event
where cursor > :after and cursor <= :upto
    and name not in (select id from text where value = 'test')
"""
NOTES = """
select cast(group_concat(line, char(10)) as blob) from (
    select json_object('c', cursor, 'k', 1, 's', site_id, 'v', visit, 'p', page_cursor,
        'b', beacon, 't', at, 'a', page_age, 'e', engaged, 'd', depth) as line
    from leave where cursor > :after and cursor <= :upto and state != 3
    union all
    select json_object('c', cursor, 'k', 2, 's', site_id, 'v', visit, 'e', place)
    from correction where cursor > :after and cursor <= :upto
    union all
    select json_object('c', cursor, 'k', 3, 's', site_id, 'v', visit, 'p', page_cursor, 'e', title)
    from late_title where cursor > :after and cursor <= :upto
    union all
    select json_object('c', cursor, 'k', 4, 's', site_id, 'v', what)
    from removal where cursor > :after and cursor <= :upto and kind = 'visit'
)
"""
DAYS = """
select cast(group_concat(json_object(
    'c', cursor, 's', site_id, 'd', day, 'n', (select value from text where id = dimension),
    'k', key, 'u', visitors, 'v', visits, 'p', pageviews, 'o', others, 'b', bounces,
    'l', duration, 'e', engaged, 'h', depth, 't', told, 'f', import_id, 'a', at
), char(10)) as blob) from day_row where cursor > :after and cursor <= :upto
"""
KINDS = """
select 1 where exists (
    select 1 from leave where cursor > :after and cursor <= :upto and state != 3)
union all
select 2 where exists (select 1 from correction where cursor > :after and cursor <= :upto)
union all
select 3 where exists (select 1 from late_title where cursor > :after and cursor <= :upto)
union all
select 4 where exists (
    select 1 from removal where cursor > :after and cursor <= :upto and kind = 'visit')
union all
select 5 where exists (
    select 1 from leave where cursor > :after and cursor <= :upto and page_cursor = 0
        and beacon != 0 and state != 3)
"""
FIRST_REMOVAL = """
select cursor, site_id, kind, what from removal
where cursor > :after and cursor <= :upto and kind != 'visit' order by cursor limit 1
"""


def read_slice(log: sqlite3.Connection, after: int, upto: int) -> Slice:
    """What there is up to `upto`, or up to the first removal that is to be alone. Blocks."""
    with own_words():
        bounds = {"after": after, "upto": upto}
        removal = log.execute(FIRST_REMOVAL, bounds).fetchone()
        if removal and removal[0] == after + 1:
            return Slice(after, after + 1, removal=Removal(*removal))
        if removal:
            bounds["upto"] = removal[0] - 1
        return Slice(
            after,
            bounds["upto"],
            events=_text(log, EVENTS, bounds),
            notes=_text(log, NOTES, bounds),
            days=_text(log, DAYS, bounds),
            kinds=frozenset(row[0] for row in log.execute(KINDS, bounds)),
        )


def _text(log: sqlite3.Connection, sql: str, bounds: dict[str, int]) -> bytes:
    return log.execute(sql, bounds).fetchone()[0] or b""


HEAD = """
select max(
    ifnull((select max(cursor) from event), 0), ifnull((select max(cursor) from leave), 0),
    ifnull((select max(cursor) from correction), 0),
    ifnull((select max(cursor) from late_title), 0),
    ifnull((select max(cursor) from removal), 0), ifnull((select max(cursor) from day_row), 0)
)
"""


def head_of(log: sqlite3.Connection) -> int:
    """The newest cursor of rows that are there."""
    with own_words():
        return int(log.execute(HEAD).fetchone()[0])


def log_id_of(log: sqlite3.Connection) -> str:
    """The log's own name."""
    with own_words():
        return str(log.execute("select id from log").fetchone()[0])


def is_reworked(log: sqlite3.Connection) -> bool:
    """Whether nothing is left to be done to what earlier releases have stored: that changes rows
    and texts in their places."""
    with own_words():
        return log.execute("select 1 from rework").fetchone() is None


def zones_of(log: sqlite3.Connection) -> dict[int, str]:
    """The time zone of every site."""
    with own_words():
        return dict(log.execute("select id, time_zone from site").fetchall())


# What has got a number since.
NEW_NUMBERS = {
    "text": """
select cast(group_concat(json_object('id', id, 'value', value), char(10)) as blob), max(id) from (
    select * from text where id > :known order by id limit :most
)""",
    "place": """
select cast(group_concat(json_object(
    'id', id, 'country', country, 'region', region, 'city', city
), char(10)) as blob), max(id) from (
    select * from place where id > :known order by id limit :most
)""",
    "agent": """
select cast(group_concat(json_object(
    'id', id, 'browser', browser, 'system', system, 'device', device,
    'browser_version', browser_version, 'system_version', system_version
), char(10)) as blob), max(id) from (
    select * from agent where id > :known order by id limit :most
)""",
    "campaign": """
select cast(group_concat(json_object(
    'id', id, 'source', source, 'medium', medium, 'name', name, 'term', term,
    'content', content, 'click_id', click_id
), char(10)) as blob), max(id) from (
    select * from campaign where id > :known order by id limit :most
)""",
}
NUMBERS = 50_000  # at once: some megabytes


def new_numbers(log: sqlite3.Connection, table: str, known: int) -> tuple[bytes, int]:
    """The next rows of a table of the dictionary with numbers above `known`, and the last one's;
    b"" and 0 where there are no more."""
    bounds = {"known": known, "most": NUMBERS}
    with own_words():
        text, last = log.execute(NEW_NUMBERS[table], bounds).fetchone()
    return text or b"", last or 0
