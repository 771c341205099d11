"""Texts that an earlier release has kept with more of an address than is kept today.

What a text is only the rows tell that name it. So first those are looked for that would be kept
otherwise as a referrer or as a path, then all rows are walked once for those that name one of them
as such. No row changes: of two texts that become the same both stay, and are read as one."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from tracker.domain.referrers import kept_referrer
from tracker.domain.urls import kept_path
from tracker.storage.dictionary.dictionary import Dictionary
from tracker.storage.dictionary.row_walks import IN_MEMORY, REST, RowWalk
from tracker.storage.file.copies import reading
from tracker.storage.file.database import Database
from tracker.storage.file.errors import own_words
from tracker.storage.file.transactions import Transaction

TEXTS = 500  # looked at in one read: some milliseconds


class Cleaned(NamedTuple):
    """A text's number, what it was, and what is kept of it."""

    number: int
    was: str
    kept: str


MARKS = (
    "insert or ignore into as_referrer select referrer from event"
    " where cursor > :after and cursor <= :upto and referrer in (select id from suspect)",
    "insert or ignore into as_path select path from event"
    " where cursor > :after and cursor <= :upto and path in (select id from suspect)",
    "insert or ignore into as_path select path from leave"
    " where cursor > :after and cursor <= :upto and path in (select id from suspect)",
)
LOOKED_AT = """
select id, value from text where id > :after and id < :high order by id limit :most
"""
NAMED = """
select id, value, id in (select id from as_referrer), id in (select id from as_path) from text
where id in (
    select id from as_referrer where id > :after union select id from as_path where id > :after
    order by id limit :most
) order by id
"""


class Search(RowWalk):
    """For texts with numbers from `low` to below `high`."""

    def __init__(self, connection: sqlite3.Connection, low: int, high: int) -> None:
        super().__init__(connection, MARKS, {})
        self._low = low
        self.high = high
        self._suspects = 0

    def prepare(self) -> None:
        self.do(
            *IN_MEMORY,
            "create temp table suspect (id integer primary key)",
            "create temp table as_referrer (id integer primary key)",
            "create temp table as_path (id integer primary key)",
        )

    def through(self, upto: int, stop: threading.Event) -> None:
        """Look at the texts, and walk the rows up to that cursor if need be."""
        after = self._low - 1
        while not stop.is_set():
            began = time.perf_counter()
            bounds = {"after": after, "high": self.high, "most": TEXTS}
            rows = self.read(LOOKED_AT, bounds)
            if not rows:
                break
            self._suspect([(number,) for number, text in rows if _is_suspect(text)])
            after = rows[-1][0]
            stop.wait(REST * (time.perf_counter() - began))
        if self._suspects:
            self.on(upto, stop)

    def _suspect(self, numbers: list[tuple[int]]) -> None:
        self._suspects += len(numbers)
        with self._turn, own_words():
            self._connection.executemany("insert into suspect values (?)", numbers)

    def found(self, after: int, most: int) -> list[Cleaned]:
        """The first `most` with numbers behind `after` that rows name; one that is fine as what
        they name it is among them, as it is."""
        rows = self.read(NAMED, {"after": after, "most": most})
        return [Cleaned(number, text, _kept(text, *roles)) for number, text, *roles in rows]


@contextmanager
def searching(path: Path, low: int, high: int) -> Iterator[Search]:
    """A search with a connection of its own. Raises StorageError."""
    with closing(Search(reading(path), low, high)) as search:
        search.prepare()
        yield search


async def highest_text(db: Database) -> int:
    """Of the numbers that texts have."""
    return int((await db.read("select ifnull(max(id), 0) as id from text"))[0]["id"])


CLEAN = "update text set value = :kept where id = :number and value = :was"


async def clean(tx: Transaction, known: Dictionary, texts: Sequence[Cleaned]) -> int:
    """Have what is kept of each stand in its place; how many are others now."""
    changed = [text for text in texts if text.kept != text.was]
    await tx.executemany(CLEAN, [text._asdict() for text in changed])
    known.forget("text", [(text.was,) for text in changed])
    return len(changed)


def _is_suspect(text: str) -> bool:
    return kept_referrer(text) != text or kept_path(text) != text


def _kept(text: str, is_referrer: int, is_path: int) -> str:
    kept = kept_referrer(text) if is_referrer else text
    return kept_path(kept) if is_path else kept
