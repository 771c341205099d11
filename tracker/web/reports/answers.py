"""The answers that a page is made of: all asked at once, each by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from tracker.domain.reports.question import Answer, Question, Unavailable
from tracker.services.reports.turns import TooManyQuestions
from tracker.web.asking.sessions import signed_in
from tracker.web.questions.scope import AWAITED, Got
from tracker.web.reports.asking import answer_to
from tracker.web.words.i18n import _

WAIT = "wait"  # the word of an address
# How whoever looks at a page asks: it waits for their turn. Raises TooManyQuestions, Unavailable.
Asks = Callable[[Question], Awaitable[Answer]]
SHORT = 0.25  # seconds that a page waits for its panels, unless its address says otherwise
LONGEST = 10_000  # ms


def patience(request: web.Request) -> float | None:
    """So many seconds a page waits for answers; None: until there are all. `wait=1000` says how
    many thousandths, `wait` alone that it is to have everything."""
    text = request.query.get(WAIT)
    if text is None:
        return SHORT
    if text and not (text.isascii() and text.isdigit() and len(text) < 9):
        raise web.HTTPBadRequest(text=_("wait is a number of milliseconds, or empty."))
    return min(int(text), LONGEST) / 1000 if text else None


async def answers(
    request: web.Request,
    questions: Mapping[str, Question],
    within: float | None = None,
    asks: Asks | None = None,
) -> dict[str, Got]:
    """To each its answer, or why there is none; AWAITED where it did not come `within` so many
    seconds. What keeps the first one from an answer, but time, keeps the others, too: they are not
    waited for. `asks`: None for whoever is signed in."""
    asks = asks or await _member(request)
    asked = {name: asyncio.create_task(_got(each, asks)) for name, each in questions.items()}
    try:
        async with asyncio.timeout(within):
            first = await next(iter(asked.values()))
            if isinstance(first, Unavailable) and first.reason != "slow":
                return dict.fromkeys(questions, first)
            await asyncio.gather(*asked.values())
    except TimeoutError:
        pass
    finally:
        for task in asked.values():
            task.cancel()
    return {name: _by_now(task) for name, task in asked.items()}


def _by_now(task: asyncio.Task[Got]) -> Got:
    return task.result() if task.done() and not task.cancelled() else AWAITED


async def answer(request: web.Request, question: Question) -> Got:
    """One of them."""
    return await _got(question, await _member(request))


async def _member(request: web.Request) -> Asks:
    user = await signed_in(request)
    return lambda question: answer_to(request, question, ("user", user.id))


async def _got(question: Question, asks: Asks) -> Got:
    try:
        return await asks(question)
    except TooManyQuestions:
        return Unavailable("slow", _("Too many reports are open. Close one, then load this again."))
    except Unavailable as why:
        return why
