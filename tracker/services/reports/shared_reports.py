"""One answer for everybody who asks the same: it is counted again only where the site has moved."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any

from tracker.domain.reports.question import Answer, Question
from tracker.services.reports.reports import Reports
from tracker.services.reports.site_heads import SiteHeads

KEPT = 500  # answers; some kilobytes each
MOST_ROWS = 1_000  # of an answer that is kept
AGE = 1.0  # seconds for which whoever watches is content with an answer


class SharedReports:
    """`engine` counts; `heads` says whether there is more to count."""

    def __init__(self, engine: Reports, heads: SiteHeads, steady: Callable[[], float]) -> None:
        self._engine = engine
        self._heads = heads
        self._steady = steady
        self._kept: OrderedDict[Question, tuple[Answer, float]] = OrderedDict()
        self._counting: dict[Question, _Counting] = {}

    async def answer(self, question: Question) -> Answer:
        """Everything up to the log's rows of the site by now. Raises Unavailable, BadQuestion."""
        kept = self._kept.get(question)
        if kept and kept[0].upto >= self._heads.of(question.site_id) and kept[0].known == 1:
            self._kept.move_to_end(question)
            return kept[0]
        return await self._count(question)

    async def watched(self, question: Question) -> Answer:
        """The same, or what was counted within the last second: what many watch is counted once."""
        kept = self._kept.get(question)
        if kept and self._steady() - kept[1] < AGE:
            return kept[0]
        if counting := self._counting.get(question):
            return await counting.wait()
        return await self._count(question)

    async def _count(self, question: Question) -> Answer:
        counting = self._counting[question] = _Counting(self._engine.answer(question))
        try:
            answer = await counting.wait()
        finally:
            if self._counting.get(question) is counting:
                del self._counting[question]
        if len(answer.rows) <= MOST_ROWS:
            self._kept[question] = answer, self._steady()
            self._kept.move_to_end(question)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return answer


class _Counting:
    """Ends with its answer, or with the last who waits for it."""

    def __init__(self, work: Coroutine[Any, Any, Answer]) -> None:
        self._task = asyncio.create_task(work)
        self._waiting = 0

    async def wait(self) -> Answer:
        self._waiting += 1
        try:
            return await asyncio.shield(self._task)
        finally:
            self._waiting -= 1
            if not self._waiting and not self._task.done():
                self._task.cancel()
