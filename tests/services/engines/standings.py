"""Engines that stand well, for tests that change one thing about them."""

from tracker.domain.shard_cursors import cursor_in
from tracker.services.engines.looked import Looked
from tracker.storage.processes.standing import (
    AccountsStanding,
    EventsStanding,
    QueueStanding,
    ShardStanding,
    StreamStanding,
)

AT = 1_800_000_000_000


def stream(name: str, **more) -> StreamStanding:
    well = {"leader": "n1", "messages": 10, "oldest": 1, "newest": 10, "size": 1000, "copies": 3}
    return StreamStanding(name, **well | more)


SHARD = ShardStanding(0, stream("IN_0"), stream("LOG_0"), waits=0, since=0)
QUEUE = QueueStanding((2, 15), [SHARD], [stream("SALTS")], {"sequencer-0", "filer-0"})
EVENTS = EventsStanding("26.7.1", 0, 2, 2, {0: cursor_in(10, 3)}, 7, 0.5)
ACCOUNTS = AccountsStanding(15, 0, False, 5, 100, 3, 3, 7)
WELL = Looked(QUEUE, EVENTS, ACCOUNTS, {}, AT)


def with_shard(**more) -> QueueStanding:
    return QUEUE._replace(shards=[SHARD._replace(**more)])
