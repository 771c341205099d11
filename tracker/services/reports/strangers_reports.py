"""Answers for whoever follows a shared link: one for all who ask the same at once, in turns that
take nobody's away who has an account."""

from __future__ import annotations

from collections.abc import Hashable

from tracker.domain.reports.question import Answer, Question
from tracker.services.reports.counting import Counting
from tracker.services.reports.shared_reports import SharedReports
from tracker.services.reports.turns import Turns

AT_ONCE = 1  # of two readers: the other one is never kept from those who have an account
MOST = 200  # different questions that wait, of everybody
MOST_OF_LINK = 60  # a page asks for all of its panels


class StrangersReports:
    """In front of `reports`, which the members of sites ask as well."""

    def __init__(self, reports: SharedReports) -> None:
        self._reports = reports
        self._turns = Turns(AT_ONCE, MOST)
        self._asked: dict[Question, Counting] = {}

    async def answer(self, link: Hashable, question: Question) -> Answer:
        """What was true within the last second. Raises TooManyQuestions and Unavailable."""
        asked = self._asked.get(question)
        if asked is None or asked.has_ended:
            asked = self._asked[question] = Counting(self._in_turn(link, question))
            asked.task.add_done_callback(lambda _: self._ended(question, asked))
        return await asked.wait()

    async def _in_turn(self, link: Hashable, question: Question) -> Answer:
        async with self._turns.one_of(link, MOST_OF_LINK):
            return await self._reports.watched(question)

    def _ended(self, question: Question, asked: Counting) -> None:
        if not asked.task.cancelled():
            asked.task.exception()  # else asyncio complains where nobody has waited for it
        if self._asked.get(question) is asked:
            del self._asked[question]
