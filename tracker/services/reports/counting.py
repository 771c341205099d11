"""The work on one question, which several wait for."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from tracker.domain.reports.question import Answer

LINGERS = 2.0  # seconds that a question is counted on for nobody: a page soon asks for the rest


class Counting:
    """Ends with its answer, or soon after the last who waits for it. `head`: the site's newest row
    as it began, which is in the answer."""

    def __init__(self, work: Coroutine[Any, Any, Answer], head: int = 0) -> None:
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
