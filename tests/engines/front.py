"""A process that shows sites, as a test has one: it follows all shards, and may be killed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from tracker.domain.filters import EVERYTHING, Filter
from tracker.domain.rows import Row
from tracker.services.background import put_to_an_end
from tracker.services.live.fan_out import Live
from tracker.services.live.follow import Follower
from tracker.services.live.refused import Refused
from tracker.services.presence.presence import Presence
from tracker.services.sequencing.followed_shards import FollowedShards
from tracker.storage.processes.older import Older
from tracker.storage.processes.shard_log import ShardLog
from tracker.storage.shared_log.shards import Shards
from tracker.storage.shared_log.shared_log import SharedLog
from tracker.storage.sites.sites import Site

SITE = Site(1, "abcdefghijkl", 1, "example.com", (), "UTC", 0, "no")


class Front:
    """`shard`: where all sites are. `committed`: what it was told, in order."""

    def __init__(self, log: ShardLog, older: Older, shard: int, now: int) -> None:
        steady = asyncio.get_running_loop().time
        self.shards = Shards(log, older, lambda _: shard, steady)
        self.log = SharedLog("one", self.shards)
        self.live, self.presence = Live(), Presence()
        self.committed: list[Row] = []
        self.taken_up: list[Row] = []
        self.followed = FollowedShards(
            log,
            self.shards.told,
            self._take_up,
            self._commit,
            self.live.close,
            now=lambda: now,
        )
        self._closing = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        begun = asyncio.Event()
        self._task = asyncio.create_task(self._work(begun))
        await begun.wait()

    async def _work(self, begun: asyncio.Event) -> None:
        async with self.followed.working():
            begun.set()
            await self._closing.wait()

    async def kill(self) -> None:
        assert self._task
        self.live.close()
        await put_to_an_end(self._task)

    def follower(self, site: Site = SITE) -> Follower:
        refused = Refused(self.live.tell)
        return Follower(self.log, self.live, self.presence, refused, site)

    def frames(self, cursor: int | None = None, wanted: Filter = EVERYTHING):
        return self.follower().frames(cursor, wanted)

    def _take_up(self, rows: Sequence[Row]) -> None:
        self.taken_up += rows
        self.presence.apply(rows)

    def _commit(self, rows: Sequence[Row]) -> None:
        self.committed += rows
        self.presence.apply(rows)
        self.live.publish(rows)
