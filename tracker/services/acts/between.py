"""What has to be done while nothing has the database open: between two lives of the server."""

from __future__ import annotations

import asyncio
import logging
from contextlib import ExitStack
from itertools import count
from typing import Any

from tracker.config import Config
from tracker.services.acts.acting import Refusal, Work, unseen
from tracker.services.acts.words import in_words
from tracker.storage.disk.lock import DataFolderTaken, data_folder

log = logging.getLogger(__name__)

LOCKED_WITHIN = 10.0  # seconds: a command may have got the lock just then
BETWEEN_TRIES = 0.05


class Between:
    """`ask` for work; the server ends, does it, starts anew and then tells its `outcome`."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self._numbers = count(1)
        self._waiting: dict[int, Work] = {}
        self._outcomes: dict[int, dict[str, Any]] = {}

    def ask(self, work: Work) -> int:
        """The number under which the outcome is told later."""
        number = next(self._numbers)
        self._waiting[number] = work
        self.start_over()
        return number

    def start_over(self) -> None:
        """The server ends and starts anew, with nothing to do meanwhile."""
        self.asked.set()

    def outcome(self, number: int) -> dict[str, Any] | None:
        """`done` with an answer or `refused` with a sentence; None while it is not known."""
        return self._outcomes.get(number)

    async def do(self, config: Config) -> None:
        """All that was asked for, with the data folder's lock."""
        self.asked.clear()
        with await _locked(config):
            while self._waiting:
                number, work = self._waiting.popitem()
                self._outcomes[number] = await _outcome(work, config)


async def _outcome(work: Work, config: Config) -> dict[str, Any]:
    try:
        with in_words(config):
            return {"done": await work(config, unseen)}
    except Refusal as refusal:
        return {"refused": str(refusal)}
    except Exception:
        log.exception("What was to be done between two lives of the server failed")
        return {"refused": "The server could not do it: its log says why."}


async def _locked(config: Config) -> ExitStack:
    until = asyncio.get_running_loop().time() + LOCKED_WITHIN
    while True:
        try:
            with ExitStack() as stack:
                stack.enter_context(data_folder(config.data_dir, "a server that starts over"))
                return stack.pop_all()
        except DataFolderTaken:
            if asyncio.get_running_loop().time() > until:
                raise
            await asyncio.sleep(BETWEEN_TRIES)
