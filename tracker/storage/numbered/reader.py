"""Answers beside the thread that writes. All of it blocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from tracker.domain.reports.question import BadQuestion, Question, Row
from tracker.storage.answers.asking import groups, has_answer, rows_of, statement
from tracker.storage.numbered.asked_duck import AskedDuck
from tracker.storage.numbered.property_names import property_names
from tracker.storage.reports.duck import Connection, InvalidInput, rows, transaction

T = TypeVar("T")


class Found(NamedTuple):
    """Rows up to the question's limit, how many there are in all, the cursor up to which everything
    is counted, and when the newest row came (ms, UTC; 0 = there is none)."""

    rows: list[Row]
    total: int
    gone_before: int | None
    upto: int
    newest: int


class Reader:
    """Answers questions beside the one who writes."""

    def __init__(self, duck: Connection) -> None:
        self._duck = duck

    def answer(self, question: Question) -> Found:
        """All of it as it stood at one moment. Raises BadQuestion, EngineError, Interrupted after
        `interrupt`."""
        with transaction(self._duck):
            [(upto, newest)] = rows(self._duck, STANDS)
            try:
                return Found(*answer(self._duck, question), upto, newest)
            except InvalidInput as error:
                raise BadQuestion(f"An expression is none (RE2): {error}") from None

    def property_names(self, question: Question, event: str) -> list[str]:
        """Those of rows of that name in the question's span. Raises EngineError, Interrupted."""
        return property_names(self._duck, question, event)

    def read(self, asked: Callable[[Connection], T]) -> T:
        """What that reads. Raises EngineError, Interrupted."""
        with transaction(self._duck):
            return asked(self._duck)

    def interrupt(self) -> None:
        """From another thread: what is under way ends soon."""
        self._duck.interrupt()


def answer(duck: Connection, question: Question) -> tuple[list[Row], int, int | None]:
    """The rows asked for, how many there are in all, and the time before which visits are erased of
    which sums are left, ms UTC, if that touches the question's days. Raises EngineError."""
    if not has_answer(question):
        return [], 0, None
    asked = AskedDuck(duck, question)
    found = asked.read(statement(asked))
    if found or not question.offset:
        return rows_of(asked, found), found[0][-1] if found else 0, asked.gone_before
    return [], len(asked.read(groups(asked))), asked.gone_before


STANDS = "select cursor, (select coalesce(max(ms), 0) from recent) from mark"
