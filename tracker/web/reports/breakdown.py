"""One event by what one of its properties says: shown where that event is a filter."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web

from tracker.domain.reports.names import PROPERTY
from tracker.domain.reports.question import Answer, Question
from tracker.storage.log.totals import property_names
from tracker.web import keys
from tracker.web.questions.scope import Got, Scope, count_of
from tracker.web.questions.tabs import Tab
from tracker.web.reports.panels import Line, lines_of

SHOWN = 6
MOST_CHOICES = 12


class Choice(NamedTuple):
    """A property that it can be broken down by."""

    name: str
    query: str
    is_on: bool


class Breakdown(NamedTuple):
    """The values of the chosen property; their shares are of the event's visitors."""

    event: str
    choices: list[Choice]
    lines: list[Line]


class Properties(NamedTuple):
    """What the event that is filtered by carries; the `chosen` one is shown."""

    event: str
    names: list[str]
    chosen: str

    @property
    def tab(self) -> Tab:
        return Tab("properties", PROPERTY + self.chosen, f"prop.{self.chosen}", event=self.event)


async def properties_of(app: web.Application, scope: Scope) -> Properties | None:
    """None where no event, or several, are selected, or it has none."""
    event = _event_of(scope)
    if not event:
        return None
    names = await property_names(app[keys.DATABASE], scope.site.id, event, *scope.span)
    if not names:
        return None
    wanted = scope.asked.by_property
    return Properties(event, names, wanted if wanted in names else names[0])


def _event_of(scope: Scope) -> str:
    named = [each for each in scope.asked.filters if (each.name, each.compares) == ("event", "is")]
    values = [value for each in named for value in each.values]
    return values[0] if len(values) == 1 else ""


def breakdown_question(scope: Scope, properties: Properties) -> Question:
    """The event's visitors by the chosen property."""
    tab = properties.tab
    return scope.question("visitors", only=tab.only, dimensions=(tab.dimension,), limit=SHOWN)


def breakdown_of(scope: Scope, properties: Properties, got: Got, event: Got) -> Breakdown:
    """`event`: the answer of the panel of events, which has this one alone."""
    whole = count_of(event.rows[0]) if isinstance(event, Answer) and event.rows else 0
    choices = [
        Choice(name, scope.asked.but(by_property=name).query, name == properties.chosen)
        for name in properties.names[:MOST_CHOICES]
    ]
    rows = got.rows if isinstance(got, Answer) else []
    return Breakdown(properties.event, choices, lines_of(properties.tab, rows, scope.asked, whole))
