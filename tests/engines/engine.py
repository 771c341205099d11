"""What several processes share, as a test is given it."""

from __future__ import annotations

from typing import NamedTuple

from tracker.storage.processes.bus import Bus
from tracker.storage.processes.inbox import Inbox
from tracker.storage.processes.leases import Leases
from tracker.storage.processes.shard_log import ShardLog


class Engine(NamedTuple):
    """`shard` and `other` are this test's own, and empty; so are topics and leases that begin with
    `name`."""

    inbox: Inbox
    log: ShardLog
    bus: Bus
    leases: Leases
    shard: int
    other: int
    name: str
