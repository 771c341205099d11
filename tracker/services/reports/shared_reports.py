"""One answer for everybody who asks the same: it is counted again only where the site has moved."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Coroutine
from typing import Any

from tracker.domain.reports.question import Answer, Question
from tracker.services.reports.reports import Reports
from tracker.services.reports.site_heads import SiteHeads

KEPT = 500  # answers; some kilobytes each
MOST_ROWS = 1_000  # of an answer that is kept
AGE = 1.0  # seconds for which whoever watches is content with an answer
LINGERS = 2.0  # seconds that a question is counted on for nobody: a page soon asks for the rest
MOST_LINGERING = 4


class SharedReports:
    """`engine` counts; `heads` says whether there is more to count."""

    def __init__(self, engine: Reports, heads: SiteHeads, steady: Callable[[], float]) -> None:
        self._engine = engine
        self._heads = heads
        self._steady = steady
        self._kept: OrderedDict[Question, tuple[Answer, float]] = OrderedDict()
        self._counting: dict[Question, _Counting] = {}
        self._left: deque[_Counting] = deque(maxlen=MOST_LINGERING)

    async def answer(self, question: Question) -> Answer:
        """Everything up to the log's rows of the site by now. Raises Unavailable, BadQuestion."""
        kept = self._kept.get(question)
        if kept and kept[0].upto >= self._heads.of(question.site_id) and kept[0].known == 1:
            self._kept.move_to_end(question)
            return kept[0]
        counting = self._under_way(question)
        if counting and counting.head >= self._heads.of(question.site_id):
            return await self._end_of(counting)
        return await self._count(question)

    async def watched(self, question: Question) -> Answer:
        """The same, or what was counted within the last second: what many watch is counted once."""
        kept = self._kept.get(question)
        if kept and self._steady() - kept[1] < AGE:
            return kept[0]
        if counting := self._under_way(question):
            return await self._end_of(counting)
        return await self._count(question)

    def _under_way(self, question: Question) -> _Counting | None:
        counting = self._counting.get(question)
        return None if counting is None or counting.has_ended else counting

    async def _count(self, question: Question) -> Answer:
        head = self._heads.of(question.site_id)
        counting = self._counting[question] = _Counting(self._counted(question), head)
        counting.task.add_done_callback(lambda _: self._ended(question, counting))
        return await self._end_of(counting)

    async def _counted(self, question: Question) -> Answer:
        answer = await self._engine.answer(question)
        if len(answer.rows) <= MOST_ROWS:
            self._kept[question] = answer, self._steady()
            self._kept.move_to_end(question)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return answer

    def _ended(self, question: Question, counting: _Counting) -> None:
        if not counting.task.cancelled():
            counting.task.exception()  # else asyncio complains where nobody has waited for it
        if self._counting.get(question) is counting:
            del self._counting[question]

    async def _end_of(self, counting: _Counting) -> Answer:
        """Who waits no more may ask again in a moment; of many whom they left the oldest goes."""
        try:
            return await counting.wait()
        finally:
            if counting.is_left:
                if len(self._left) == MOST_LINGERING:
                    self._left.popleft().end()
                self._left.append(counting)


class _Counting:
    """Ends with its answer, or soon after the last who waits for it. `head`: the site's newest row
    as it began, which is in the answer."""

    def __init__(self, work: Coroutine[Any, Any, Answer], head: int) -> None:
        self.task = asyncio.create_task(work)
        self.head = head
        self.has_ended = False
        self._waiting = 0

    @property
    def is_left(self) -> bool:
        """Nobody waits for it."""
        return not self._waiting and not self.task.done()

    async def wait(self) -> Answer:
        self._waiting += 1
        try:
            return await asyncio.shield(self.task)
        finally:
            self._waiting -= 1
            if self.is_left:
                asyncio.get_running_loop().call_later(LINGERS, self.end)

    def end(self) -> None:
        """Unless somebody has come back."""
        if self.is_left:
            self.has_ended = True
            self.task.cancel()
