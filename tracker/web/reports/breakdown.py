"""One event by what one of its properties says: of the event that is opened, or filtered by."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from aiohttp import web

from tracker.domain.reports.names import PROPERTY
from tracker.domain.reports.question import Answer, Unavailable
from tracker.services.reports.turns import MOST_OF_PERSON, TooManyQuestions
from tracker.web import keys
from tracker.web.asking.sessions import signed_in
from tracker.web.questions.scope import AWAITED, Awaited, Scope, count_of
from tracker.web.questions.tabs import Tab
from tracker.web.reports.answers import answers
from tracker.web.reports.panels import Line, lines_of, open_tab

SHOWN = 6
MOST_CHOICES = 12


class Choice(NamedTuple):
    """A property that it can be broken down by."""

    name: str
    query: str
    is_on: bool


class Breakdown(NamedTuple):
    """The values of the chosen property; their shares are of the event's visitors. No `choices`:
    it carries none."""

    event: str
    choices: list[Choice]
    lines: list[Line]


def opened_event(scope: Scope) -> str:
    """The only one that is filtered by, else the one that was opened; "" for none."""
    named = [each for each in scope.asked.filters if (each.name, each.compares) == ("event", "is")]
    values = [value for each in named for value in each.values]
    return values[0] if len(values) == 1 else scope.asked.opened


async def broken_down(
    request: web.Request, scope: Scope, within: float | None
) -> Breakdown | Awaited | None:
    """None where no event is open, or nothing can be said of it now."""
    event = opened_event(scope) if "breakdown" in scope.asked.offer.parts else ""
    if not event or open_tab("events", scope.asked).name != "events":
        return None
    try:
        async with asyncio.timeout(within):
            names = await _property_names(request, scope, event)
            return await _breakdown(request, scope, event, names)
    except TimeoutError:
        return AWAITED
    except (Unavailable, TooManyQuestions):
        return None


async def _property_names(request: web.Request, scope: Scope, event: str) -> list[str]:
    app, user = request.app, await signed_in(request)
    async with app[keys.QUESTIONS].one_of(("user", user.id), MOST_OF_PERSON):
        return await app[keys.ENGINE].property_names(scope.question("events"), event)


async def _breakdown(request: web.Request, scope: Scope, event: str, names: list[str]) -> Breakdown:
    if not names:
        return Breakdown(event, [], [])
    wanted = scope.asked.by_property
    chosen = wanted if wanted in names else names[0]
    tab = Tab("properties", PROPERTY + chosen, f"prop.{chosen}", event=event)
    values = scope.question("visitors", only=tab.only, dimensions=(tab.dimension,), limit=SHOWN)
    got = await answers(
        request, {"values": values, "all": scope.question("visitors", only=tab.only)}
    )
    rows = got["values"].rows if isinstance(got["values"], Answer) else []
    whole = count_of(got["all"].rows[0]) if isinstance(got["all"], Answer) else 0
    choices = [
        Choice(name, scope.asked.but(by_property=name).query, name == chosen)
        for name in names[:MOST_CHOICES]
    ]
    return Breakdown(event, choices, lines_of(tab, rows, scope.asked, whole))
