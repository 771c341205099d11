"""Nothing that is sent gets into a statement: what stands in it is ours, whatever was asked."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from msgspec.structs import replace

from tests.conftest import AsUser
from tests.domain.queries.asked import ORDER, SIGN_UP, asked, site
from tests.web.sites.owners import add_site, visit
from tracker.domain.queries.query_filters import Known
from tracker.domain.queries.query_parts import DIMENSION_ALIASES, KNOWN_DIMENSIONS
from tracker.domain.queries.query_terms import COMPARING, FILTERED
from tracker.domain.reports.conditions import Condition
from tracker.domain.reports.funnels import Step, taken
from tracker.domain.reports.names import MEASURES, METRICS
from tracker.domain.reports.question import Question
from tracker.domain.reports.visits import EventPlace, Stopped, VisitPlace
from tracker.services.reports import open_file
from tracker.storage.exports.event_pages import event_page
from tracker.storage.exports.newest_visits import newest_visits
from tracker.storage.exports.visit_pages import visit_page
from tracker.storage.journeys.funnels import reached
from tracker.storage.numbered.reader import Reader
from tracker.storage.reports.duck import Connection
from tracker.web import keys

HARMLESS = "harmless"
HOSTILE = "zq'\";--(/*%s{}$1\\:x ?\n)"  # an expression, too
NAMED = {"visit:channel": "Email", "visit:device": "TV"}


class Traced:
    """A connection that tells what it runs."""

    def __init__(self, real: Any, statements: list[str]) -> None:
        self._real, self._statements = real, statements

    def execute(self, statement: str, *values: object) -> object:
        self._statements.append(statement)
        return self._real.execute(statement, *values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(open_file, "Reader", lambda duck: Reader(Traced(duck, found)))
    return found


def compared(text: str, operator: str) -> dict[str, Any]:
    """Everything that can be filtered by, with that text."""
    named = [each for each in FILTERED if each != "event:goal"]
    conditions = [
        [operator, each, [NAMED.get(each, text)]]
        for each in [*named, f"event:props:{text}"]
        if each not in NAMED or not operator.startswith("matches")
    ]
    both = ["or", conditions]
    return {"filters": [both, ["has_done", [operator, f"event:props:{text}", [text, text]]]]}


def grouped(text: str) -> list[list[str]]:
    """Everything that rows are grouped by, some at a time; each time by itself."""
    times = [each for each in KNOWN_DIMENSIONS if each.startswith("time")]
    others = [each for each in KNOWN_DIMENSIONS if each not in {*times, *DIMENSION_ALIASES}]
    others = [f"event:props:{text}", *others]
    return [*([each] for each in times), *(others[n : n + 4] for n in range(0, len(others), 4))]


def questions(text: str) -> list[Question]:
    """The same of each text: filters, break-downs, goals."""
    goals = (
        replace(ORDER, name=text, of=text, sums=text),
        replace(SIGN_UP, name=f"{text} 2", of=f"/{text}/*/**"),
    )
    at = site()._replace(known=Known(goals))
    fields = [compared(text, each) for each in COMPARING if not each.endswith("_not")]
    fields += [{"dimensions": each} for each in grouped(text)]
    fields += [{"filters": [["at_least", each, [5]]]} for each in MEASURES]
    fields += [{"filters": [["has_done", ["contains", "event:goal", [text]]]]}]
    fields += [{"metrics": sorted(METRICS), "dimensions": ["visit:source"], "goal": text}]
    return [asked(at, **each).question for each in fields]


def steps(text: str) -> list[Condition]:
    goal = replace(SIGN_UP, name=text, of=f"/{text}/*/**")
    named = (Step("page", f"/{text}/*/**"), Step("event", text), Step("goal", text))
    return [found for each in named if (found := taken(each, [goal]))]


def newest(duck: Connection, of: Question, gone: list[Condition]) -> object:
    return newest_visits(duck, of, VisitPlace(1 << 60, 0), 9, Stopped(gone, False, 1))


def along(duck: Connection, of: Question, gone: list[Condition]) -> object:
    """In both ways, by nothing and by a value."""
    both = (reached(duck, replace(of, dimensions=()), gone, strict) for strict in (False, True))
    return [*both, reached(duck, replace(of, dimensions=("visit:source",)), gone)]


async def test_whatever_is_asked_the_statements_are_the_same(
    client: TestClient, as_user: AsUser, statements: list[str]
) -> None:
    own = await add_site(await as_user("ada"))
    await visit(client, own)
    reports, told = client.app[keys.FOLLOWED_REPORTS], dict[str, list[list[str]]]()
    for text in (HARMLESS, HOSTILE):
        for question in questions(text):
            statements.clear()
            question = replace(question, site_id=own.id)
            await reports.answer(question)
            await reports.property_names(question, text)
            await reports.listed(
                lambda duck, of=question: event_page(duck, of, EventPlace(0, 0), 9)
            )
            await reports.listed(lambda duck, of=question: visit_page(duck, of, VisitPlace(0, 0)))
            way = steps(text)
            await reports.listed(lambda duck, of=question, gone=way: newest(duck, of, gone))
            await reports.listed(lambda duck, of=question, gone=way: along(duck, of, gone))
            told.setdefault(text, []).append(list(statements))
    assert told[HOSTILE] == told[HARMLESS]
    assert len([each for each in told[HARMLESS] if each]) > 20
    assert HARMLESS not in str(told[HARMLESS])
