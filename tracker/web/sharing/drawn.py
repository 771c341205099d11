"""Pages as they were drawn within the last second: a crowd that follows a shared link costs one of
them, not one for each, since hits wait while a page is drawn."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any

from aiohttp import web

from tracker.domain.expiring import Expiring

AGE = 1.0  # seconds
MOST = 50  # pages, some 60 kB each


class DrawnPages:
    """`steady`: a clock in seconds that nobody sets."""

    def __init__(self, steady: Callable[[], float]) -> None:
        self._kept: Expiring[Hashable, asyncio.Task[web.Response]] = Expiring(steady, MOST)

    async def kept(self, asked: Hashable) -> web.Response | None:
        """A copy of the page, where somebody else has asked for that very one just now."""
        task = self._kept.get(asked)
        return None if task is None else _copy(await asyncio.shield(task))

    async def drawn(
        self, asked: Hashable, draw: Callable[[], Coroutine[Any, Any, web.Response]]
    ) -> web.Response:
        """The same, drawn now unless somebody else was faster; who leaves leaves it to the
        others."""
        if page := await self.kept(asked):
            return page
        task = asyncio.create_task(draw())
        task.add_done_callback(_seen_to)
        self._kept.put(asked, task, AGE)
        return _copy(await asyncio.shield(task))


def _copy(page: web.Response) -> web.Response:
    return web.Response(
        status=page.status, body=page.body, content_type=page.content_type, charset=page.charset
    )


def _seen_to(task: asyncio.Task[web.Response]) -> None:
    if not task.cancelled():
        task.exception()  # else asyncio complains where nobody has waited for it
