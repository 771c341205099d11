"""A site's rows in its shard, as far as this process has told of them, and up to where all of them
are filed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from tracker.domain.news import news_of
from tracker.domain.rows import Row
from tracker.domain.shard_cursors import message_with
from tracker.storage.file.errors import RefusesForNow
from tracker.storage.processes.older import Older
from tracker.storage.processes.shard_log import ShardLog
from tracker.storage.shared_log.marks import MISSING, Marks, Unavailable
from tracker.storage.shared_log.recent import ALL, Asked, Recent, recent_rows

BEHIND = 4.0  # seconds that a process may be behind the others, and
SOON = 0.01  # between two looks at whether it is
FAR = 1_000  # messages: to read more takes too long, most of them may be other sites'


class Shards:
    """`told` moves a shard's head on, right before what stands there is handed out: a front reads
    what it has told, not more. `shard_of`: by a site's number. `steady`: seconds of a clock that
    nobody sets."""

    def __init__(
        self,
        log: ShardLog,
        older: Older,
        shard_of: Callable[[int], int],
        steady: Callable[[], float],
    ) -> None:
        self.log = log
        self.older = older
        self.shard_of = shard_of
        self.marks = Marks(older, steady)
        self._heads = dict.fromkeys(log.shards, 0)

    @property
    def newest(self) -> int:
        """The greatest head."""
        return max(self._heads.values())

    def told(self, shard: int, cursor: int) -> None:
        """All up to there is told now."""
        self._heads[shard] = cursor

    def head_of(self, site_id: int) -> int:
        """Its shard's."""
        return self._heads[self.shard_of(site_id)]

    async def has_come_to(self, site_id: int, cursor: int) -> bool:
        """Once that is told. Raises RefusesForNow."""
        if cursor <= self.head_of(site_id):
            return True
        if cursor > (await self.log.newest(self.shard_of(site_id))).cursor:
            return False
        try:
            async with asyncio.timeout(BEHIND):
                while cursor > self.head_of(site_id):  # noqa: ASYNC110 (rare, and soon over)
                    await asyncio.sleep(SOON)
        except TimeoutError:
            raise RefusesForNow("This process has not heard of the newest rows yet.") from None
        return True

    def is_far(self, site_id: int, cursor: int) -> bool:
        """Whether very much has come since."""
        return message_with(self.head_of(site_id)) - message_with(cursor) > FAR

    async def rows(self, site_id: int, cursor: int, upto: int, most: int) -> list[Row]:
        """The site's first ones with `cursor` < theirs <= `upto` that are news; fewer: there are no
        more. Raises Forgotten, RefusesForNow."""
        shard, found = self.shard_of(site_id), list[Row]()
        while cursor < upto and len(found) < most:
            wanted = most - len(found)
            rows = await self.log.rows_after(shard, site_id, cursor, upto, wanted)
            found += news_of(rows)
            cursor = rows[-1].cursor if len(rows) == wanted else upto
        return found

    async def behind_mark(self, site_id: int, upto: int) -> tuple[int, list[Row]]:
        """Up to where the shard is filed, and the site's rows from there up to that cursor. Raises
        RefusesForNow."""
        mark = await self.marks.of(self.shard_of(site_id))
        if message_with(upto) - message_with(mark) > FAR:
            raise Unavailable(f"{MISSING}: they are filed late.")
        return mark, await self.rows(site_id, mark, upto, ALL)

    async def recent(self, site_id: int, before: int, most: int) -> Recent:
        """Its newest events with smaller cursors. Raises RefusesForNow."""
        shard, head = self.shard_of(site_id), self.head_of(site_id)
        mark = await self.marks.or_away(shard)
        return await recent_rows(
            self.log, self.older, Asked(shard, site_id, mark, head, before, most)
        )
