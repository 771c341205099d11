"""What the filter box offers: values of all kinds that hold what is typed, with their visitors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from aiohttp import web

from tracker.domain.reports.conditions import Term
from tracker.domain.reports.question import Answer, Question, Row
from tracker.web.questions.scope import Got, Scope, count_of
from tracker.web.questions.tabs import TABS, Tab
from tracker.web.reports.answers import answers
from tracker.web.reports.lists import rows_named, without_query
from tracker.web.reports.panels import clicked
from tracker.web.words.figures import exact
from tracker.web.words.report_values import named

SEARCHED = (
    "pages",
    "sources",
    "countries",
    "cities",
    "campaigns",
    "events",
    "browsers",
    "systems",
    "channels",
    "titles",
    "entry",
)
BY_NAME = {"countries", "channels", "languages", "devices"}  # which no value is called
MOST_NAMES = 300
OFFERED = 3  # of each
OFFERED_OF_ONE = 8


class Offer(NamedTuple):
    """A value; `query`: the overview with it, `without`: with "is not"."""

    label: str
    visitors: str
    query: str
    without: str
    flag: str


class Offers(NamedTuple):
    """Those of one kind."""

    tab: Tab
    offers: list[Offer]


async def offers_of(request: web.Request, scope: Scope, text: str, only: str) -> list[Offers]:
    """By kind, where there are any; `only`: of this tab alone."""
    tabs = [TABS[name] for name in ((only,) if only else SEARCHED if text else SEARCHED[:3])]
    got = await answers(request, {tab.name: _question(scope, tab, text) for tab in tabs})
    most = OFFERED_OF_ONE if only else OFFERED
    found = [Offers(tab, _offers(got[tab.name], scope, tab, text, most)) for tab in tabs]
    return [each for each in found if each.offers]


def _question(scope: Scope, tab: Tab, text: str) -> Question:
    """Among the visits that are selected already."""
    if tab.name in BY_NAME or not text:
        return scope.question("visitors", dimensions=(tab.dimension,), limit=MOST_NAMES)
    holds = Term(tab.dimension, "contains", (text,), case_sensitive=False)
    return scope.question("visitors", only=holds, dimensions=(tab.dimension,), limit=OFFERED_OF_ONE)


def _offers(got: Got, scope: Scope, tab: Tab, text: str, most: int) -> list[Offer]:
    rows: Sequence[Row] = got.rows if isinstance(got, Answer) else []
    rows = [row for row in rows if row.dimensions[0]]
    if tab.name in BY_NAME:
        rows = rows_named(rows, tab, text)
    return [_offer(row, scope, tab) for row in rows[:most]]


def _offer(row: Row, scope: Scope, tab: Tab) -> Offer:
    value = str(row.dimensions[0])
    return Offer(
        label=named(tab.dimension, value),
        visitors=exact(count_of(row)),
        query=scope.asked.but(filters=clicked(tab, value, scope.asked)).query,
        without=without_query(tab, value, scope),
        flag=value if tab.name == "countries" and len(value) == 2 else "",
    )
