"""Closes a client's connection at a chosen moment of its request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aiosqlite
import pytest

from tests.eventually import eventually
from tracker.web.logs import requests


class Cuts:
    """A moment is the end of a word with the database, of whichever connection. `passed` are
    those that the request has come by."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.passed = 0
        self._at = 0
        self._cut: Callable[[], None] = lambda: None
        execute = aiosqlite.core.Connection._execute

        async def noticed(connection: aiosqlite.Connection, *words: Any, **more: Any) -> Any:
            said = await execute(connection, *words, **more)
            if requests._current.get() is not None:
                await self._moment()
            return said

        monkeypatch.setattr(aiosqlite.core.Connection, "_execute", noticed)

    def begin(self, at: int, cut: Callable[[], None]) -> None:
        """Count anew, and cut at that moment; 0 is never."""
        self.passed = 0
        self._at, self._cut = at, cut

    async def _moment(self) -> None:
        self.passed += 1
        if self.passed == self._at:
            current = requests._current.get()
            assert current
            self._cut()
            await eventually(lambda: current.request.transport is None)
