"""The log as several processes share it: each of its shards is written by one, and read by all."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import NamedTuple, Protocol

from tracker.domain.rows import Row
from tracker.storage.file.errors import StorageError


class Forgotten(StorageError):
    """What was asked for is older than what is kept here."""


class Position(NamedTuple):
    """Where a shard stands: the cursor of its newest row, and the position in the inbox up to which
    it holds everything. A shard that never had a row says the cursor before its first message."""

    cursor: int
    taken: int


class ShardLog(Protocol):
    """Cursors as `domain/shard_cursors.py` makes them: what is appended together is a message, and
    its number follows the one before."""

    shards: Sequence[int]

    async def identity(self) -> str:
        """The log's id, made with it: of another one no cursor means anything here. Raises
        RefusesForNow."""

    async def newest(self, shard: int) -> Position:
        """Where the shard stands, as whoever wrote last would say. Raises RefusesForNow."""

    async def since(self, shard: int, at: int) -> int:
        """A cursor behind which is all that was appended at that time (ms, UTC) or later, and that
        nothing was purged behind; of those the greatest, or nearly. Raises RefusesForNow."""

    async def append(self, shard: int, rows: Sequence[Row], at: Position, by: str) -> Position:
        """Commit the rows, which have their cursors, and with them that the shard holds the inbox
        up to `at.taken`; all or none. `at.cursor`: the newest before them. `by`: who has held the
        shard since when; a name for each time. Where it stands with them,
        whatever others have written since.

        Raises RefusesForNow where nobody knows whether it was stored: the same call again finds
        out. Raises Fenced where somebody else has written, and Conflict for what can never be."""

    def follow(self, shard: int, after: int) -> AsyncGenerator[Sequence[Row], None]:
        """All rows behind the cursor, of every site and kind, in order and without a hole, for
        ever: what is there at once, at least one. Raises Forgotten where some are kept no more; an
        engine that is away is waited for."""

    async def rows_after(
        self, shard: int, site_id: int, cursor: int, upto: int, most: int
    ) -> Sequence[Row]:
        """The site's first rows with `cursor` < theirs <= `upto`. Raises Forgotten as `follow`
        does, and RefusesForNow."""

    async def crowded(self, shard: int) -> int:
        """Where the shard is nearly full by its own limits, the cursor before its newer half; else
        0. Raises RefusesForNow."""

    async def purge(self, shard: int, before: int) -> None:
        """Rows with smaller cursors are needed no more; whole messages go, the newest never: it
        says where the shard stands. Raises RefusesForNow."""
