"""What an operator asks about sites' visits, and an assistant for them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

from tracker.domain.queries.answer_files import csv_of
from tracker.domain.queries.answers import Money, Wording, answer_body
from tracker.domain.queries.query import read_query
from tracker.domain.queries.sent import Sent
from tracker.domain.reports.question import Answer, BadQuestion, Question
from tracker.services.acts.acting import Acting, Refusal
from tracker.services.acts.reports import in_words, opened_alone
from tracker.services.acts.sites import called
from tracker.services.assistants.asker import Asker
from tracker.services.assistants.tools import TOOLS, use
from tracker.services.lists.duck_lists import DuckLists
from tracker.services.lists.lists import Lists
from tracker.services.reports.asked_sites import asked_site
from tracker.services.reports.verifying import count_up
from tracker.storage.log.totals import FileTotals
from tracker.storage.numbered.reader import Reader
from tracker.storage.reports.duck import Connection
from tracker.storage.threads import to_its_end

T = TypeVar("T")


async def reports_query(context: Acting, site: str, query: dict[str, Any]) -> dict[str, Any]:
    """The answer to a query as the API takes it, and the same as CSV. `site`: its number or
    name."""
    known = called(context, site)
    asked = await asked_site(context.kept, FileTotals(context.db), known, context.now(), None)
    try:
        read = read_query(Sent(query), asked)
        with in_words():
            answer = await _answer(context, read.question)
    except BadQuestion as error:
        raise Refusal(str(error)) from error
    body = answer_body(read, answer, asked, WORDING)
    said: dict[str, Any] = msgspec.to_builtins(body)
    return said | {"csv": csv_of(body)}


async def _answer(context: Acting, question: Question) -> Answer:
    if context.engine:
        return await context.engine.answer(question)
    async with opened_alone(context) as file:
        await count_up(file, context.progress)
        found = await to_its_end(lambda: Reader(file.connection()).answer(question), "reports")
        return Answer(found.rows, found.upto, found.total if question.total_rows else None)


def _money(amount: Decimal, currency: str) -> Money:
    said = f"{amount:,f} {currency}"
    return Money(float(amount), currency, said, said)


WORDING = Wording(money=_money, country=lambda code: code)


class OperatorsFigures:
    """The reports of the running server, or of their file where none runs."""

    def __init__(self, context: Acting) -> None:
        self._context = context

    async def answer(self, question: Question) -> Answer:
        return await _answer(self._context, question)

    async def listed(self, ask: Callable[[Lists], Awaitable[T]]) -> T:
        if self._context.engine:
            return await ask(self._context.engine.lists)
        return await ask(DuckLists(self._read, self._context.db, lambda: 0))

    async def _read(self, page: Callable[[Connection], T], whole: bool) -> T:  # noqa: ARG002
        async with opened_alone(self._context) as file:
            await count_up(file, self._context.progress)
            return await to_its_end(lambda: page(file.connection()), "reports")

    def turn(self) -> AbstractAsyncContextManager[None]:
        return nullcontext()


async def assistant_tool(context: Acting, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Use one of the tools: `text`, `answer` and whether it went `wrong`."""
    if tool not in TOOLS:
        raise Refusal(f"There is no tool {tool!r} here.")
    sites = sorted(context.directory.by_id.values(), key=lambda site: site.id)
    asker = Asker(
        kept=context.kept,
        facts=FileTotals(context.db),
        now=context.now,
        sites=sites,
        figures=OperatorsFigures(context),
        wording=WORDING,
        watching=context.watching,
        refused_days=context.refused_days,
    )
    with in_words():
        return (await use(asker, tool, arguments))._asdict()
