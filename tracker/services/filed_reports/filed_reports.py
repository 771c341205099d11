"""Reports on ClickHouse, where several processes are one server: the rest of it asks them as it
asks the embedded ones."""

from __future__ import annotations

import logging
from collections.abc import Callable

from tracker.domain.reports.question import Answer, Question
from tracker.services.filed_reports.asking import Asking
from tracker.services.filed_reports.filed_lists import FiledLists
from tracker.services.reports.reports import State
from tracker.storage.clickhouse import answering
from tracker.storage.clickhouse.client import ClickHouse
from tracker.storage.clickhouse.marks import newest_of
from tracker.storage.clickhouse_reports.property_names import property_names

log = logging.getLogger(__name__)


class FiledReports:
    """`shard_of`: of a site. `head_of`: the cursor of its newest row, as far as is known here:
    SiteHeads.of. `now`: ms, UTC."""

    def __init__(
        self,
        engine: ClickHouse,
        shard_of: Callable[[int], int],
        head_of: Callable[[int], int],
        now: Callable[[], int],
    ) -> None:
        self._asking = Asking(engine, shard_of, head_of, now)
        self._now = now
        self.lists = FiledLists(self._asking.asked, head_of)

    async def answer(self, question: Question) -> Answer:
        """Counts what the site had when it was asked, if that is filed within two seconds; else it
        says up to when it goes. Raises Unavailable, BadQuestion."""
        at = self._now()

        async def ask(engine: ClickHouse) -> answering.Found:
            return await answering.answer(engine, question)

        filed, found = await self._asking.asked(question.site_id, ask)
        total = found.total if question.total_rows else None
        stands_at = await self._newest(question.site_id) if filed.is_behind else None
        return Answer(
            found.rows,
            filed.upto,
            total,
            stands_at=stands_at,
            gone_before=found.gone_before,
            is_late=filed.is_behind,
            counted_at=at,
        )

    async def _newest(self, site_id: int) -> int:
        async def ask(engine: ClickHouse) -> int:
            return await newest_of(engine, site_id)

        return (await self._asking.asked(site_id, ask))[1]

    async def property_names(self, question: Question, event: str) -> list[str]:
        """What rows of that name carry in the question's span, the most frequent first. Raises
        Unavailable."""

        async def ask(engine: ClickHouse) -> list[str]:
            return await property_names(engine, question, event)

        return (await self._asking.asked(question.site_id, ask))[1]

    @property
    def wrong(self) -> str:
        """For /readyz."""
        return self._asking.away

    @property
    def state(self) -> State:
        """For whoever looks after the server."""
        return State(self.wrong, None, 0, *self._asking.failure)
