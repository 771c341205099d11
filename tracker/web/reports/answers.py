"""The answers that a page is made of: all asked at once, each by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from aiohttp import web

from tracker.domain.reports.question import Question, Unavailable
from tracker.services.reports.turns import TooManyQuestions
from tracker.web.asking.sessions import signed_in
from tracker.web.questions.scope import Got
from tracker.web.reports.asking import answer_to
from tracker.web.words.i18n import _


async def answers(request: web.Request, questions: Mapping[str, Question]) -> dict[str, Got]:
    """To each its answer, or why there is none. What keeps the first one from an answer, but time,
    keeps the others, too: they are not waited for."""
    async with asyncio.TaskGroup() as group:
        asked = {name: group.create_task(answer(request, each)) for name, each in questions.items()}
        first = await next(iter(asked.values()))
        if isinstance(first, Unavailable) and first.reason != "slow":
            for task in asked.values():
                task.cancel()
            return dict.fromkeys(questions, first)
    return {name: task.result() for name, task in asked.items()}


async def answer(request: web.Request, question: Question) -> Got:
    """One of them."""
    user = await signed_in(request)
    try:
        return await answer_to(request, question, ("user", user.id))
    except TooManyQuestions:
        return Unavailable("slow", _("Too many reports are open. Close one, then load this again."))
    except Unavailable as why:
        return why
