"""How stands what several processes share, in figures: who reads them says what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

Now = Callable[[], int]  # ms, UTC: this process' clock


class StreamStanding(NamedTuple):
    """`wrong`: why it takes nothing, and all else is unknown, or old. `leader`: the server that
    leads it. `ahead`: ms of its clock. `oldest`, `newest`: numbers of messages. `limit`: bytes that
    it may have, or 0. `away`: servers that should have it and are gone, or behind."""

    name: str
    wrong: str = ""
    leader: str = ""
    ahead: int = 0
    messages: int = 0
    oldest: int = 0
    newest: int = 0
    size: int = 0
    limit: int = 0
    copies: int = 0
    away: Sequence[str] = ()


class ShardStanding(NamedTuple):
    """`waits`: messages of the inbox that the log has not. `since`: when the first message was
    stored that is not where reports are asked, ms UTC; 0 = all are."""

    shard: int
    inbox: StreamStanding
    log: StreamStanding
    waits: int
    since: int


class QueueStanding(NamedTuple):
    """`others`: streams of no shard. `holders`: names of leases that somebody held in the last
    seconds."""

    version: tuple[int, int]
    shards: Sequence[ShardStanding]
    others: Sequence[StreamStanding]
    holders: Collection[str]

    @property
    def streams(self) -> list[StreamStanding]:
        """All of them."""
        of_shards = [stream for each in self.shards for stream in (each.inbox, each.log)]
        return [*of_shards, *self.others]


class EventsStanding(NamedTuple):
    """`step`: of the tables, and the newest one that this release knows. `marks`: cursors up to
    which shards are filed. `site`: the highest that has events. `free`: of its disk, 0 to 1."""

    version: str
    ahead: int
    step: int
    known: int
    marks: Mapping[int, int]
    site: int
    free: float


class AccountsStanding(NamedTuple):
    """`schema`: the same. `site`: the highest number that was ever given to one."""

    version: int
    ahead: int
    only_reads: bool
    connections: int
    most: int
    schema: int
    known: int
    site: int


def ahead_by(said: int, before: int, after: int) -> int:
    """By how many ms a clock is ahead of ours that was asked between those times, or behind, less
    than nothing; at least that, for nobody knows when in between it was read."""
    return max(said - after, 0) + min(said - before, 0)
