"""A list as a file for spreadsheets: what is filtered, searched and put in order, row by row."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncGenerator, Iterable, Iterator
from datetime import datetime

import msgspec
from aiohttp import web

from tracker.domain.reports.question import Question, Row, Value
from tracker.domain.spreadsheets import safe_cell
from tracker.web.asking.sessions import signed_in
from tracker.web.questions.scope import Scope
from tracker.web.questions.tabs import TABS, Tab
from tracker.web.reports.asking import answer_to
from tracker.web.reports.lists import Sought, columns_of, list_question, rows_named
from tracker.web.words.report_values import named

AT_ONCE = 10_000  # rows of one answer
COMMON = ("visitors", "visits", "pageviews")  # what every list has
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


async def all_pieces(request: web.Request, scope: Scope) -> AsyncGenerator[bytes]:
    """The whole page: the chart's points, then the lists, one after the other."""
    user = await signed_in(request)
    yield written([["list", "value", *COMMON]], BOM)
    for name, question in _all_questions(scope):
        answer = await answer_to(request, question, ("user", user.id))
        tab = TABS.get(name)
        yield written(
            [name, *(_cells(row, tab) if tab else _dated(row, scope))] for row in answer.rows
        )


def _all_questions(scope: Scope) -> Iterator[tuple[str, Question]]:
    yield scope.unit, scope.question(*COMMON, dimensions=(f"time:{scope.unit}",))
    for tab in TABS.values():
        if not tab.deep:
            yield tab.name, scope.question(*COMMON, only=tab.only, dimensions=(tab.dimension,))


def _dated(row: Row, scope: Scope) -> list[str]:
    """A point of the chart, by the clocks of the site."""
    at = datetime.fromtimestamp(int(row.dimensions[0]) / 1000, scope.calendar.zone)
    when = at.isoformat(timespec="minutes") if scope.unit == "hour" else str(at.date())
    return [when, *(_plain(each) for each in row.metrics)]


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
