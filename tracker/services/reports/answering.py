"""What reports are asked is answered once they have caught up with the log."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from tracker.domain.reports.question import Answer, Question, Unavailable
from tracker.services.reports.keeping_up import NEAR, KeepingUp
from tracker.services.reports.open_file import OpenFile, Serving
from tracker.storage.file.errors import StorageError
from tracker.storage.log.event_log import WholeLog
from tracker.storage.numbered.reader import Reader
from tracker.storage.reports.duck import Connection, EngineError

T = TypeVar("T")


class Answering:
    """`hindered`: whether nothing is to be written just now. `fails` is told why another file has
    to be opened."""

    def __init__(
        self,
        opened: OpenFile,
        keeping_up: KeepingUp,
        events: WholeLog,
        hindered: Callable[[], bool],
        fails: Callable[[str, Exception], None],
    ) -> None:
        self._opened = opened
        self._keeping_up = keeping_up
        self._events = events
        self._hindered = hindered
        self._fails = fails

    async def answer(self, question: Question) -> Answer:
        """Counts everything that the log held when it was asked, unless most of it is counted anew
        just now, or nothing may be written. Raises Unavailable."""
        return await self._served(lambda serving: self._answer(serving, question))

    async def _answer(self, serving: Serving, question: Question) -> Answer:
        upto = self._events.head
        stands = self._hindered() or not await self._has_caught_up(serving, upto, question)
        found = await self._read(serving, lambda reader: reader.answer(question))
        total = found.total if question.total_rows else None
        known = min(found.upto / upto, 1.0) if upto else 1.0
        is_behind = stands and found.upto < upto and upto - found.upto <= NEAR
        stands_at = found.newest if is_behind else None
        return Answer(found.rows, found.upto, total, known, stands_at, found.gone_before)

    async def property_names(self, question: Question, event: str) -> list[str]:
        """What rows of that name carry in the question's span, the most frequent first. Raises
        Unavailable."""
        return await self._served(lambda serving: self._property_names(serving, question, event))

    async def _property_names(self, serving: Serving, question: Question, event: str) -> list[str]:
        if not self._hindered():
            await self._has_caught_up(serving, self._events.head)
        return await self._read(serving, lambda reader: reader.property_names(question, event))

    async def listed(self, page: Callable[[Connection], T], whole: bool = True) -> T:
        """A page of a list. Raises Unavailable, of a `whole` list also while the log is counted
        anew."""
        return await self._served(lambda serving: self._listed(serving, page, whole))

    async def _listed(self, serving: Serving, page: Callable[[Connection], T], whole: bool) -> T:
        behind = self._hindered() or not await self._has_caught_up(serving, self._events.head)
        if behind and whole:
            raise Unavailable("closed", BEHIND)
        return await self._read(serving, lambda reader: reader.read(page))

    async def _served(self, work: Callable[[Serving], Awaitable[T]]) -> T:
        """By the file that serves; once more by the one that has taken its place meanwhile."""
        serving = await self._opened.ready()
        try:
            return await work(serving)
        except Unavailable:
            if not self._opened.is_replaced(serving):
                raise
        return await work(await self._opened.ready())

    async def _read(self, serving: Serving, asked: Callable[[Reader], T]) -> T:
        try:
            return await serving.readers.ask(asked)
        except EngineError as error:
            self._fails("A report failed: %s", error)
            raise Unavailable("closed", FAILED) from None

    async def _has_caught_up(
        self, serving: Serving, upto: int, question: Question | None = None
    ) -> bool:
        """With the log as it was, if it is near; for a question also with its site's clock."""
        file = serving.file
        if upto - file.cursor > NEAR:
            return False
        try:
            await self._keeping_up.follow_to(file, upto)
            if question:
                await self._keeping_up.keep_clock(file, question.site_id, question.zone)
        except (EngineError, StorageError) as error:
            if self._opened.is_replaced(serving):
                raise Unavailable("closed", FAILED) from None
            self._fails("Reports could not catch up: %s", error)
            return False
        return True


BEHIND = "Visits are just being counted, or the disk is nearly full: ask again later."
FAILED = "Reports have to begin again: ask again in a moment."
