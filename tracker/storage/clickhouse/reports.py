"""Reports of ClickHouse, as the rest of the server asks them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from tracker.domain.reports.question import Answer, Question, Unavailable
from tracker.storage.clickhouse.answering import answer
from tracker.storage.clickhouse.client import Away, ClickHouse, Refused, TooLarge, TooSlow

WAITS = 2.0  # seconds for what was there when somebody asked
LOOKS = 0.05  # seconds between two looks
MARK = "select max(cursor) from mark where shard = {shard:UInt32}"


class ClickHouseReports:
    """`shard_of`: of a site."""

    def __init__(self, engine: ClickHouse, shard_of: Callable[[int], int]) -> None:
        self._engine = engine
        self._shard_of = shard_of

    async def answer(self, question: Question, at_least: int = 0) -> Answer:
        """Counts everything up to the cursor `at_least`, if it is filed within two seconds; the
        answer says up to which it goes. Raises Unavailable, and BadQuestion."""
        async with _available():
            upto = await self._filed(self._shard_of(question.site_id), at_least)
            found = await answer(self._engine, question)
        total = found.total if question.total_rows else None
        return Answer(found.rows, upto, total, gone_before=found.gone_before)

    async def _filed(self, shard: int, at_least: int) -> int:
        """Read before any row is: what comes meanwhile is more than it says."""
        for _ in range(round(WAITS / LOOKS)):
            [[upto]] = await self._engine.rows(MARK, {"shard": shard})
            if upto >= at_least:
                break
            await asyncio.sleep(LOOKS)
        return int(upto)


@asynccontextmanager
async def _available() -> AsyncIterator[None]:
    try:
        yield
    except TooLarge as error:
        raise Unavailable("slow", LARGE) from error
    except TooSlow as error:
        raise Unavailable("slow", SLOW) from error
    except Away as error:
        raise Unavailable("closed", AWAY) from error
    except Refused as error:
        raise Unavailable("closed", FAILED) from error


SLOW = "This question takes longer than five seconds. Ask for a shorter period or fewer filters."
LARGE = "This question needs more memory than it may. Ask for a shorter period or fewer filters."
AWAY = "ClickHouse does not answer: ask again in a moment."
FAILED = "ClickHouse could not answer this: the log says why."
