"""Whose token an assistant has, and so what it may ask."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple, TypeVar

from aiohttp import web

from tracker.domain.reports.question import Answer, Question
from tracker.services.accounts.personal_tokens import PREFIX
from tracker.services.assistants.asker import NOT_FOR_THIS_TOKEN, Asker, Watching
from tracker.services.lists.lists import Lists
from tracker.services.reports.turns import MOST_OF_PROGRAM
from tracker.storage.accounts.personal_tokens import end_key
from tracker.storage.sites.sites import Site, sites_with_roles
from tracker.web import keys
from tracker.web.api.queries import WORDING
from tracker.web.asking.bearers import bearer_for, bearer_text, must_have, reader_for
from tracker.web.live.event_stream import follower_of

T = TypeVar("T")


class TokensFigures:
    """The reports as far as one token has turns."""

    def __init__(self, app: web.Application, token: Hashable) -> None:
        self._app = app
        self._token = token

    async def answer(self, question: Question) -> Answer:
        """Raises TooManyQuestions and Unavailable."""
        async with self.turn():
            return await self._app[keys.REPORTS].answer(question)

    async def listed(self, ask: Callable[[Lists], Awaitable[T]]) -> T:
        """Raises TooManyQuestions and Unavailable."""
        async with self.turn():
            return await ask(self._app[keys.ENGINE].lists)

    def turn(self) -> AbstractAsyncContextManager[None]:
        """Raises TooManyQuestions when it is begun."""
        return self._app[keys.QUESTIONS].one_of(self._token, MOST_OF_PROGRAM)


class _Token(NamedTuple):
    sites: Sequence[Site]
    scopes: tuple[str, ...]
    token: Hashable
    user_id: int | None = None


async def asker_of(request: web.Request) -> Asker:
    """401 without a good token, 403 for one that lacks the scope `reports`."""
    token, app = await _token_of(request), request.app
    may_watch = "read" in token.scopes
    return Asker(
        kept=app[keys.KEPT],
        facts=app[keys.FACTS],
        now=app[keys.CLOCK],
        sites=token.sites,
        figures=TokensFigures(app, token.token),
        wording=WORDING,
        user_id=token.user_id,
        watching=watching(app) if may_watch else None,
        unwatched=NOT_FOR_THIS_TOKEN,
        refused_days=app[keys.REFUSED_DAYS],
    )


async def _token_of(request: web.Request) -> _Token:
    text = bearer_text(request)
    if text.startswith(PREFIX):
        bearer = await bearer_for(request, "reports")
        theirs = await sites_with_roles(request.app[keys.KEPT], bearer.user.id)
        sites, token = [site for site, _ in theirs], bearer.token
        return _Token(sites, token.scopes, end_key(token.id), bearer.user.id)
    reader = await reader_for(request, text)
    must_have("reports", reader.scopes)
    return _Token([reader.site], reader.scopes, reader.token_id)


def watching(app: web.Application) -> Watching:
    """What the running server sees."""
    return Watching(lambda site: follower_of(app, site), app[keys.REFUSED])
