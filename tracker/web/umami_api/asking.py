"""A question of an address: about which site, when, and under which filters."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from aiohttp import web

from tracker.domain.queries.query import Site as AskedSite
from tracker.domain.queries.query import read_query
from tracker.domain.queries.sent import Sent
from tracker.domain.reports.question import Question, Row
from tracker.domain.umami_api.figures import ASKED, Totals, totals
from tracker.domain.umami_api.filters import Filter, read_filters
from tracker.domain.umami_api.spans import Asked, read_asked
from tracker.services.lists.lists import Lists
from tracker.services.reports.turns import MOST_OF_PROGRAM
from tracker.web import keys
from tracker.web.reports.asking import answer_to, asked_site
from tracker.web.umami_api.askers import Asker, asker, site_asked

T = TypeVar("T")


class About(NamedTuple):
    """What the address says, whatever is asked of it."""

    request: web.Request
    who: Asker
    site: AskedSite
    asked: Asked
    filters: list[Filter]

    async def rows(
        self,
        metrics: Sequence[str],
        dimensions: Sequence[str] = (),
        also: Sequence[Filter] = (),
        at: Asked | None = None,
        **more: Any,
    ) -> list[Row]:
        """The answer of our query language; `at`: at another time."""
        question = self.question(metrics, dimensions, also, at, **more)
        if question is None:
            return []
        answer = await answer_to(self.request, question, self.who.token, MOST_OF_PROGRAM)
        return answer.rows

    def question(
        self,
        metrics: Sequence[str],
        dimensions: Sequence[str] = (),
        also: Sequence[Filter] = (),
        at: Asked | None = None,
        **more: Any,
    ) -> Question | None:
        """None where there can be nothing at that time. Raises BadQuery."""
        asked = (at or self.asked).within(self.site.calendar)
        if asked is None:
            return None
        query = {
            "metrics": list(metrics),
            "dimensions": list(dimensions),
            "date_range": asked.as_range(),
            "filters": [*self.filters, *also],
            **more,
        }
        return read_query(Sent(query), self.site).question

    async def totals(self, at: Asked | None = None) -> Totals:
        """Of all of it."""
        found = await self.rows(ASKED, at=at)
        return totals(found[0].metrics) if found else Totals()

    def before(self) -> Asked:
        """The time that it is compared with."""
        compare = self.request.query.get("compare", "prev")
        return self.asked.before(compare, self.site.calendar.zone)


async def listed(request: web.Request, who: Asker, ask: Callable[[Lists], Awaitable[T]]) -> T:
    """What is asked beside figures, once it is their turn. Raises TooManyQuestions and
    Unavailable."""
    app = request.app
    async with app[keys.QUESTIONS].one_of(who.token, MOST_OF_PROGRAM):
        return await ask(app[keys.ENGINE].lists)


async def about(request: web.Request) -> About:
    """401, 403 and 404 before anything else is looked at; raises BadQuery."""
    who = await asker(request)
    site = await asked_site(request, await site_asked(request, who), who.user_id)
    params = request.query
    asked = read_asked(params.get("startAt"), params.get("endAt"))
    return About(request, who, site, asked, read_filters(params.items()))
