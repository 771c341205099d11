"""Strangers share answers, wait in a queue of their own, and leave nothing in it."""

import asyncio
from contextlib import suppress

import pytest

from tests.eventually import eventually
from tests.web.reports.fixed_reports import FixedReports
from tracker.domain.reports.question import Answer, Question, Span
from tracker.services.reports import counting
from tracker.services.reports.strangers_reports import MOST_OF_LINK, StrangersReports
from tracker.services.reports.turns import TooManyQuestions


class Watched(FixedReports):
    """The members' answers, as `watched` gives them."""

    async def watched(self, question: Question) -> Answer:
        return await self.answer(question)


def about(day: int) -> Question:
    return Question(site_id=1, zone="UTC", span=Span(day, day + 1), metrics=("visitors",))


async def test_the_same_is_asked_once_and_different_things_one_by_one() -> None:
    reports = Watched()
    strangers = StrangersReports(reports)  # type: ignore[arg-type]
    asked = [strangers.answer(link, about(day)) for day in range(3) for link in (1, 2)]
    answers = await asyncio.gather(*asked)
    assert len(answers) == 6
    assert reports.asked == [about(day) for day in range(3)]
    assert reports.most_at_once == 1


async def test_what_nobody_waits_for_any_more_keeps_nobody_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(counting, "LINGERS", 0)
    reports = Watched()
    reports.free.clear()
    strangers = StrangersReports(reports)  # type: ignore[arg-type]
    left = [asyncio.create_task(strangers.answer(1, about(n))) for n in range(MOST_OF_LINK)]
    await eventually(lambda: reports.at_once == 1)
    with pytest.raises(TooManyQuestions):
        await strangers.answer(1, about(1_000))
    for task in left:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    await eventually(lambda: reports.at_once == 0)
    reports.free.set()
    assert (await strangers.answer(1, about(1_000))).rows


async def test_a_link_that_asks_too_much_leaves_room_for_others() -> None:
    reports = Watched()
    reports.free.clear()
    strangers = StrangersReports(reports)  # type: ignore[arg-type]
    waiting = [asyncio.create_task(strangers.answer(1, about(n))) for n in range(MOST_OF_LINK)]
    other = asyncio.create_task(strangers.answer(2, about(1_000)))
    await eventually(lambda: reports.at_once == 1)
    reports.free.set()
    assert (await other).rows
    await asyncio.gather(*waiting)
