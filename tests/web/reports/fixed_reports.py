"""An engine that answers what it is told to, and remembers what it was asked."""

import asyncio

from tracker.domain.reports.question import Answer, Question, Row


class FixedReports:
    """One visitor, unless it is told otherwise; it waits while `held` is set."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.rows = [Row((), (1,))]
        self.error: Exception | None = None
        self.free = asyncio.Event()
        self.free.set()
        self.at_once = 0
        self.most_at_once = 0

    async def answer(self, question: Question) -> Answer:
        self.asked.append(question)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await self.free.wait()
        finally:
            self.at_once -= 1
        if self.error:
            raise self.error
        return Answer(self.rows, upto=0, total_rows=len(self.rows))
