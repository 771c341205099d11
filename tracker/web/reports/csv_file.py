"""A list as a file for spreadsheets: what is filtered, searched and put in order, row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncGenerator, Iterable

import msgspec
from aiohttp import web

from tracker.domain.reports.question import Row, Value
from tracker.domain.spreadsheets import safe_cell
from tracker.web.asking.sessions import signed_in
from tracker.web.questions.scope import Scope
from tracker.web.questions.tabs import Tab
from tracker.web.reports.asking import answer_to
from tracker.web.reports.lists import Sought, columns_of, list_question, rows_named
from tracker.web.words.report_values import named

AT_ONCE = 10_000  # rows of one answer
BOM = "\ufeff"  # else Excel takes it for the letters of some country


async def csv_pieces(
    request: web.Request, scope: Scope, tab: Tab, sought: Sought
) -> AsyncGenerator[bytes]:
    """The file's beginning, then some rows at a time."""
    question = msgspec.structs.replace(
        list_question(scope, tab, sought), limit=AT_ONCE, offset=0, total_rows=False
    )
    user = await signed_in(request)
    yield written([[tab.name, *columns_of(tab, scope)]], BOM)
    while True:
        answer = await answer_to(request, question, ("user", user.id))
        rows = rows_named(answer.rows, tab, sought.text) if sought.text else answer.rows
        yield written(_cells(row, tab) for row in rows)
        if len(answer.rows) < AT_ONCE:
            return
        question = msgspec.structs.replace(question, offset=question.offset + AT_ONCE)


def written(rows: Iterable[Iterable[str]], before: str = "") -> bytes:
    """Lines as RFC 4180 has them."""
    text = io.StringIO()
    csv.writer(text).writerows([safe_cell(cell) for cell in row] for row in rows)
    return (before + text.getvalue()).encode()


def _cells(row: Row, tab: Tab) -> list[str]:
    return [named(tab.dimension, str(row.dimensions[0])), *(_plain(each) for each in row.metrics)]


def _plain(value: Value) -> str:
    """A number as programs read it."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return " ".join(f"{sum_} {currency}" for currency, sum_ in sorted(value.items()))
    return f"{round(value, 2):g}" if isinstance(value, float) else str(value)
