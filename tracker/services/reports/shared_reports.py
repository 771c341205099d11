"""One answer for everybody who asks the same: it is counted again only where the site has moved."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable

from msgspec.structs import replace

from tracker.domain.reports.question import Answer, Delayed, Question
from tracker.services.reports.counting import Counting
from tracker.services.reports.reports import Reports
from tracker.services.reports.site_heads import SiteHeads

KEPT = 500  # answers; some kilobytes each
MOST_ROWS = 1_000  # of an answer that is kept
AGE = 1.0  # seconds for which whoever watches is content with an answer
MOST_LINGERING = 4


class SharedReports:
    """`engine` counts; `heads` says whether there is more to count."""

    def __init__(self, engine: Reports, heads: SiteHeads, steady: Callable[[], float]) -> None:
        self._engine = engine
        self._heads = heads
        self._steady = steady
        self._kept: OrderedDict[Question, tuple[Answer, float]] = OrderedDict()
        self._counting: dict[Question, Counting] = {}
        self._left: deque[Counting] = deque(maxlen=MOST_LINGERING)

    async def answer(self, question: Question) -> Answer:
        """Everything up to the log's rows of the site by now. Raises Unavailable, BadQuestion."""
        if kept := self._current(question):
            return kept
        counting = self._under_way(question)
        if counting and counting.head >= self._heads.of(question.site_id):
            return await self._end_of(counting)
        return await self._count(question)

    async def watched(self, question: Question) -> Answer:
        """The same, or what was counted within the last second: what many watch is counted once."""
        kept = self._kept.get(question)
        if kept and self._steady() - kept[1] < AGE:
            return kept[0]
        if current := self._current(question):
            return current
        if counting := self._under_way(question):
            return await self._end_of(counting)
        return await self._count(question)

    def _current(self, question: Question) -> Answer | None:
        """What is kept, where the site has not moved since."""
        kept = self._kept.get(question)
        if kept is None or kept[0].upto < self._heads.of(question.site_id) or kept[0].known < 1:
            return None
        self._kept.move_to_end(question)
        return kept[0]

    def _under_way(self, question: Question) -> Counting | None:
        counting = self._counting.get(question)
        return None if counting is None or counting.has_ended else counting

    async def _count(self, question: Question) -> Answer:
        head = self._heads.of(question.site_id)
        counting = self._counting[question] = Counting(self._counted(question), head)
        counting.task.add_done_callback(lambda _: self._ended(question, counting))
        return await self._end_of(counting)

    async def _counted(self, question: Question) -> Answer:
        try:
            answer = await self._engine.answer(question)
        except Delayed:
            if last := self._kept.get(question):
                return _once_more(last[0])
            raise
        if len(answer.rows) <= MOST_ROWS:
            self._kept[question] = answer, self._steady()
            self._kept.move_to_end(question)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return answer

    def _ended(self, question: Question, counting: Counting) -> None:
        if not counting.task.cancelled():
            counting.task.exception()  # else asyncio complains where nobody has waited for it
        if self._counting.get(question) is counting:
            del self._counting[question]

    async def _end_of(self, counting: Counting) -> Answer:
        """Who waits no more may ask again in a moment; of many whom they left the oldest goes."""
        try:
            return await counting.wait()
        finally:
            if counting.is_left:
                if len(self._left) == MOST_LINGERING:
                    self._left.popleft().end()
                self._left.append(counting)


def _once_more(answer: Answer) -> Answer:
    """With its time."""
    stands_at = answer.stands_at if answer.is_late else answer.counted_at
    return replace(answer, stands_at=stands_at, is_late=True)
