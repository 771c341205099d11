"""What a front has of all shards, as parts of its application."""

from __future__ import annotations

import itertools

from aiohttp import web

from tests.engines.front import SITE
from tests.engines.memory_shard_log import MemoryShardLog
from tests.eventually import eventually
from tests.making import NOON, event
from tracker.domain.filters import EVERYTHING
from tracker.domain.shard_cursors import cursor_in
from tracker.services.live.refused import Refused
from tracker.shared_views import shared_views
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.filing import Filing
from tracker.storage.past.stretch_rows import Stretch
from tracker.storage.processes.shard_log import Position
from tracker.web import keys


async def test_rows_that_are_filed_there_and_coming_are_told_of_once(
    clickhouse: ClickHouse,
) -> None:
    log, app = MemoryShardLog(2), web.Application()
    rows = [event(number, visit=number, at=NOON + number) for number in range(1, 4)]
    for message, row in enumerate(rows, 1):
        row.cursor = cursor_in(message, 1)
    for row in rows[:2]:
        await log.append(1, [row], Position(cursor_in((row.cursor >> 12) - 1, 1), 1), "ada")
    await Filing(clickhouse, 1, itertools.count(1).__next__).file(rows[:1])
    app[keys.CLOCK] = lambda: NOON + 5_000
    async with shared_views(app, log, clickhouse, lambda _: 1):
        app[keys.REFUSED] = Refused(app[keys.LIVE].tell)
        assert app[keys.PRESENCE].now(1) == 2
        assert app[keys.SITE_HEADS].of(1) == app[keys.LOG].head_of(1) == rows[1].cursor
        await app[keys.TALLIES].soon([1], NOON, 30)
        await log.append(1, rows[2:], Position(rows[1].cursor, 2), "ada")
        await eventually(lambda: app[keys.PRESENCE].now(1) == 3)
        assert app[keys.SITE_HEADS].of(1) == rows[2].cursor
        tally = app[keys.TALLIES].known(1, NOON)
        assert tally
        assert tally.between(NOON, NOON + 1).pageviews == 3
        found = await app[keys.LOG].earlier(1, 1 << 40, 9, EVERYTHING)
        assert [each.cursor for each in found.messages] == [row.cursor for row in rows]
        page = await app[keys.PAST].page(1, Stretch(NOON, NOON + 99), 1)
        assert [each.cursor for each in page.messages] == [row.cursor for row in rows]
        assert await app[keys.PAST].first_event(SITE.id) == NOON + 1
