"""What `tracker doctor` asks of what several processes share: connected for that alone."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from tracker.config import Config
from tracker.services.checkup.findings import Finding, bad
from tracker.services.engines.looked import Engines, findings_of, look
from tracker.storage.processes.standing import AccountsStanding, EventsStanding, QueueStanding
from tracker.web.serving.optional_packages import MissingExtra, check_extras

WITHIN = 5.0  # seconds
NAME = "tracker-doctor"


async def look_at_engines(config: Config) -> Sequence[Finding]:
    """Nothing is made, and nothing brought up to date."""
    try:
        check_extras(config)
    except MissingExtra as error:
        return [bad("settings", str(error), "Do that; it is what a process needs to start, too.")]
    return list(findings_of(await look(engines_of(config), now())))


def now() -> int:
    """ms, UTC."""
    return time.time_ns() // 1_000_000


def engines_of(config: Config) -> Engines:
    """Each is connected when it is asked."""
    # Their clients need not be installed.
    from tracker.storage.clickhouse import client as clickhouse
    from tracker.storage.clickhouse.standing import events_standing
    from tracker.storage.nats.connection import connected
    from tracker.storage.nats.standing import queue_standing
    from tracker.storage.postgres.accounts import PostgresAccounts
    from tracker.storage.postgres.standing import accounts_standing

    async def queue(marks: Mapping[int, int]) -> QueueStanding:
        async with connected(config.queue_url, NAME, WITHIN) as client:
            return await queue_standing(client, range(config.shards), marks, now)

    async def events() -> EventsStanding:
        async with clickhouse.connected(config.events_url, NAME) as engine:
            return await events_standing(engine, now)

    async def accounts() -> AccountsStanding:
        async with PostgresAccounts.as_it_is(config.accounts_url) as kept:
            return await accounts_standing(kept.read, now)

    return Engines(queue, events, accounts)
