"""What several processes share, in figures: for whoever looks after the server."""

from __future__ import annotations

import asyncio
from typing import Any

from tracker.config import Config
from tracker.services.engines.accounts import POSTGRESQL
from tracker.services.engines.events import CLICKHOUSE
from tracker.services.engines.looked import Looked, findings_of
from tracker.services.engines.queue import NATS
from tracker.services.engines.watch import EngineWatch
from tracker.services.upkeep import growth
from tracker.services.upkeep.stored import Stored

NAMES = {NATS: "NATS", CLICKHOUSE: "ClickHouse", POSTGRESQL: "PostgreSQL"}


class SharedEngines:
    """It is Storing."""

    def __init__(self, config: Config, watch: EngineWatch) -> None:
        self._config = config
        self._watch = watch

    async def stored(self) -> Stored:
        """The engines are asked now; of this machine's disk only our own logs take any."""
        logs = await asyncio.to_thread(growth.logs, self._config)
        looked = await self._watch.look()
        return Stored(
            {}, {}, {"logs": logs}, {"engines": _engines(looked), "shards": _shards(looked)}
        )


def _engines(looked: Looked) -> list[dict[str, str]]:
    """As `tracker doctor` says it."""
    return [
        {
            "name": NAMES.get(each.check, each.check),
            "level": each.level,
            "found": each.found,
            "advice": each.advice,
        }
        for each in findings_of(looked)
    ]


def _shards(looked: Looked) -> list[dict[str, Any]]:
    """Messages that wait for their place in the log, and those that no report knows yet; None where
    nobody says."""
    found = []
    for each in looked.queue.shards if looked.queue else ():
        is_led = not (each.log.wrong or each.inbox.wrong)
        waiting = each.waits if is_led else None
        found.append({"shard": each.shard, "waiting": waiting, "unfiled": looked.unfiled(each)})
    return found
