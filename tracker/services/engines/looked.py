"""All engines looked at once: how each stands, or why it says nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from tracker.domain.shard_cursors import message_with
from tracker.services.checkup.findings import Finding, bad
from tracker.services.engines.accounts import POSTGRESQL, look_at_accounts, look_at_numbers
from tracker.services.engines.clocks import look_at_clocks
from tracker.services.engines.events import CLICKHOUSE, look_at_events
from tracker.services.engines.queue import NATS, look_at_filing, look_at_queue
from tracker.storage.file.errors import StorageError
from tracker.storage.processes.standing import (
    AccountsStanding,
    EventsStanding,
    QueueStanding,
    ShardStanding,
)

T = TypeVar("T")

WITHOUT = {
    NATS: "Start its servers, and look at QUEUE_URL. Until then hits are refused.",
    CLICKHOUSE: (
        "Start it, and look at EVENTS_URL. Until then reports show what they showed; hits are "
        "taken as long as the streams have room."
    ),
    POSTGRESQL: (
        "Start it, and look at ACCOUNTS_URL. Until then nobody can log in; hits of known sites are "
        "taken."
    ),
}


class Engines(NamedTuple):
    """What can be asked. `queue`: with cursors up to which shards are filed. `accounts`: None in a
    process that has none."""

    queue: Callable[[Mapping[int, int]], Awaitable[QueueStanding]]
    events: Callable[[], Awaitable[EventsStanding]]
    accounts: Callable[[], Awaitable[AccountsStanding]] | None


class Looked(NamedTuple):
    """`away`: engines that have said nothing, and why. `at`: ms, UTC."""

    queue: QueueStanding | None
    events: EventsStanding | None
    accounts: AccountsStanding | None
    away: Mapping[str, str]
    at: int

    @property
    def marks(self) -> Mapping[int, int]:
        """Cursors up to which shards are filed."""
        return self.events.marks if self.events else {}

    def unfiled(self, shard: ShardStanding) -> int | None:
        """Messages of the log that no report knows yet; None where nobody says."""
        if shard.log.wrong or not self.events:
            return None
        filed = message_with(self.marks.get(shard.shard, 0))
        return min(max(shard.log.newest - filed, 0), shard.log.messages)

    @property
    def ahead(self) -> dict[str, int]:
        """ms, by whose clock it is."""
        streams = self.queue.streams if self.queue else []
        clocks = {f"NATS {each.leader}".strip(): each.ahead for each in streams if not each.wrong}
        if self.events:
            clocks["ClickHouse"] = self.events.ahead
        if self.accounts:
            clocks["PostgreSQL"] = self.accounts.ahead
        return clocks


async def look(engines: Engines, at: int) -> Looked:
    """It fails nowhere."""
    away: dict[str, str] = {}
    events = await _asked(CLICKHOUSE, engines.events, away)
    marks = events.marks if events else {}
    queue = await _asked(NATS, lambda: engines.queue(marks), away)
    accounts = await _asked(POSTGRESQL, engines.accounts, away) if engines.accounts else None
    return Looked(queue, events, accounts, away, at)


async def _asked(name: str, ask: Callable[[], Awaitable[T]], away: dict[str, str]) -> T | None:
    try:
        return await ask()
    except StorageError as error:
        away[name] = str(error)
        return None


def findings_of(looked: Looked) -> Iterator[Finding]:
    """What is said of it, and what to do."""
    for name, why in looked.away.items():
        yield bad(name, f"It does not answer: {why}.", WITHOUT[name])
    if looked.queue:
        yield from look_at_queue(looked.queue)
        for shard in looked.queue.shards:
            if looked.events:
                yield from look_at_filing(shard, looked.marks.get(shard.shard, 0), looked.at)
    if looked.events:
        yield from look_at_events(looked.events)
    if looked.accounts:
        yield from look_at_accounts(looked.accounts)
        if looked.events:
            yield from look_at_numbers(looked.accounts, looked.events.site)
    yield from look_at_clocks(looked.ahead)
