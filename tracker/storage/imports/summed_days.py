"""Sums of days while a file is read: what is of one thing is added up, on the disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

AT_ONCE = 2_000  # that are written together

Sums = tuple[int, str, str, int, int, int, int, int, int, int, int, int]

TABLE = """
create table day (
    day integer not null, dimension text not null, value text not null,
    visitors integer not null, visits integer not null, pageviews integer not null,
    others integer not null, bounces integer not null, duration integer not null,
    engaged integer not null, depth integer not null, told integer not null,
    primary key (day, dimension, value)
) without rowid
"""
ADD = """
insert into day values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
on conflict (day, dimension, value) do update set
    visitors = visitors + excluded.visitors, visits = visits + excluded.visits,
    pageviews = pageviews + excluded.pageviews, others = others + excluded.others,
    bounces = bounces + excluded.bounces, duration = duration + excluded.duration,
    engaged = engaged + excluded.engaged, depth = depth + excluded.depth,
    told = told + excluded.told
"""


class SummedDays:
    """`add`, then `all`. All of it blocks."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._waiting: list[Sums] = []

    def add(self, sums: Sums) -> None:
        """A day, since 1970-01-01, a dimension, a value, and what they have."""
        self._waiting.append(sums)
        if len(self._waiting) >= AT_ONCE:
            self._write()

    def all(self) -> Iterator[Sums]:
        """In the order of days."""
        self._write()
        yield from self._connection.execute("select * from day order by day, dimension, value")

    def _write(self) -> None:
        if self._waiting:
            self._connection.executemany(ADD, self._waiting)
            self._waiting.clear()


@contextmanager
def summed_days() -> Iterator[SummedDays]:
    """None yet, in a file of the system's for passing things that goes with it."""
    opened = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    with closing(opened) as connection:
        connection.execute("pragma journal_mode = off")
        connection.execute("pragma synchronous = off")
        connection.execute("pragma cache_size = -8000")
        connection.execute(TABLE)
        yield SummedDays(connection)
