"""The reports' file as it follows the log. All of it blocks."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from tracker.storage.file.errors import own_words
from tracker.storage.reports.day_rows import keep
from tracker.storage.reports.duck import (
    Connection,
    let_go,
    rows,
    run,
    transaction,
    undone,
)
from tracker.storage.reports.following import EMPTY, take
from tracker.storage.reports.lines import Lines
from tracker.storage.reports.numbers import learn
from tracker.storage.reports.removing import remove
from tracker.storage.reports.rolling import roll
from tracker.storage.reports.row_texts import (
    Removal,
    Slice,
    head_of,
    is_reworked,
    read_slice,
    zones_of,
)
from tracker.storage.reports.settling import rows_to_settle, settle
from tracker.storage.reports.zones import keep_clocks

SLICE = 20_000  # cursors in one transaction
FAR, FAR_SLICE = (
    100_000,
    50_000,
)  # behind that many more are taken at once: it is cheaper by a third


class ReportFile:
    """Made by `opened`; for one thread, which alone writes."""

    def __init__(self, duck: Connection, events: sqlite3.Connection, lines: Lines) -> None:
        self.duck = duck
        self._events = events
        self._lines = lines
        self._zones: dict[int, str] = {}
        self.compared: set[Connection] = set()
        self._is_reworked: bool = rows(duck, "select reworked from mark")[0][0]
        self.cursor: int = rows(duck, "select cursor from mark")[0][0]
        run(duck, "set variable lines = $name", {"name": lines.name})
        run(duck, "set enable_external_file_cache = false")
        for table in EMPTY:
            run(duck, table)

    def head(self) -> int:
        """The log's newest cursor."""
        return head_of(self._events)

    def follow(self, upto: int, most: int = 0) -> int:
        """Take one slice more of the log, up to the cursor `upto`, of `most` cursors; where it
        stands then. Raises EngineError, and StorageError where the log cannot be read."""
        self.keep_clocks()
        most = most or (SLICE if upto - self.cursor <= FAR else FAR_SLICE)
        found = read_slice(self._events, self.cursor, min(self.cursor + most, upto))
        with transaction(self.duck):
            learn(self.duck, self._events, self._lines)
            self._take(found)
            run(self.duck, MARK, {"cursor": found.upto})
        self.cursor = found.upto
        return self.cursor

    def has_clock(self, site: int, zone: str) -> bool:
        """Whether the site's visits are on the days of that zone."""
        return self._zones.get(site) == zone

    def keep_clocks(self) -> None:
        """Have every site's visits on the days of its time zone, as the log's file says it now."""
        zones = zones_of(self._events)
        if zones != self._zones:
            with transaction(self.duck):
                keep_clocks(self.duck, self._events, self._lines, zones)
            self._zones = zones

    def _take(self, found: Slice) -> None:
        if found.removal:
            remove(self.duck, self._events, found.removal, self._lines)
            return
        if found.events or found.notes:
            take(self.duck, self._events, found, self._lines)
        if found.days:
            keep(self.duck, self._lines, found.days)

    def is_outdated(self) -> bool:
        """Whether rows have changed in their places since the file was made, after an upgrade."""
        return not self._is_reworked and is_reworked(self._events)

    def settle(self, least: int = 1) -> None:
        """Put what is ripe in order, if it is so many rows. Answers stay the same."""
        if rows_to_settle(self.duck) >= least:
            with transaction(self.duck):
                settle(self.duck)

    def roll(self, now: int) -> bool:
        """Sum up some days that are over at `now` (ms, UTC); whether there may be more. Answers
        stay the same."""
        with transaction(self.duck):
            return roll(self.duck, now)

    @contextmanager
    def without(self, site: int, before: int) -> Iterator[None]:
        """As if the log had said that the site's visits of before `before` (ms, UTC) are gone;
        afterwards all is as it was."""
        removal = Removal(self.cursor + 1, site, "age", before)
        with undone(self.duck):
            remove(self.duck, self._events, removal, self._lines)
            yield

    def interrupt(self) -> None:
        """From another thread: what is under way ends soon, and is undone."""
        self._events.interrupt()
        self.duck.interrupt()

    def connection(self) -> Connection:
        """Another one, for another thread."""
        return self.duck.cursor()

    def let_go(self) -> None:
        """Nobody asks: keep little of it in memory, unless it is compared just now."""
        if not self.compared:
            let_go(self.duck)

    def may_hold_what_is_erased(self) -> bool:
        """Whether the log has erased something since the file was made: in blocks that are free
        there may be more than its tables say."""
        [(made,)] = rows(self.duck, "select made from mark")
        with own_words():
            return bool(self._events.execute(LATER_REMOVAL, (made,)).fetchone())

    def has_lost_later(self) -> bool:
        """Whether the log has erased something since it was followed."""
        with own_words():
            return bool(self._events.execute(LATER_REMOVAL, (self.cursor,)).fetchone())


LATER_REMOVAL = "select 1 from removal where cursor > ? limit 1"
# A visit may reach over midnight at least; `whole` has the visits of the last slice.
MARK = """
update mark set cursor = $cursor, longest = greatest(longest, coalesce(
    (select max(last - start) // 86400000 + 1 from whole), 1))
"""


@contextmanager
def followed_alike(file: ReportFile, other: ReportFile) -> Iterator[Connection | None]:
    """Have both follow the log up to the same row, if they can: a connection in which the first
    stays as it is there, until the context ends."""
    head = file.head()
    for each in (file, other):
        while each.follow(head) < head:
            pass
    if other.has_lost_later():
        yield None
        return
    with closing(file.connection()) as connection:
        file.compared.add(connection)
        run(connection, "begin")
        run(connection, "select cursor from mark")
        try:
            yield connection
        finally:
            file.compared.discard(connection)
