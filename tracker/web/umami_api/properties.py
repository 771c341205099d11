"""Properties of events, counted: by event, by name, by what they say."""

from __future__ import annotations

from collections import Counter

from aiohttp import web

from tracker.domain.queries.sent import BadQuery
from tracker.domain.reports.names import PROPERTY
from tracker.domain.reports.question import Question
from tracker.domain.reports.visits import Carried
from tracker.domain.umami_api.event_data import KINDS
from tracker.domain.umami_api.figures import whole
from tracker.domain.umami_api.filters import NO_PAGEVIEW, Filter
from tracker.services.lists.lists import Lists
from tracker.web.api.said import as_json
from tracker.web.umami_api.answers import read
from tracker.web.umami_api.asking import About, about, listed
from tracker.web.umami_api.stats import is_of_release_2

MOST_VALUES = 100


@read
async def properties(request: web.Request) -> web.Response:
    """How often each event came with each of its properties."""
    asked, wanted = await about(request), request.query.get("propertyName", "")
    lines = await _carried(asked, False)
    return as_json([_of_event(each) for each in lines if not wanted or each.name == wanted])


@read
async def by_event(request: web.Request) -> web.Response:
    """The same; of one event with what they say."""
    asked, by_value = await about(request), bool(request.query.get("event"))
    lines = await _carried(asked, by_value)
    return as_json(
        [_of_event(each) | ({"propertyValue": each.value} if by_value else {}) for each in lines]
    )


@read
async def fields(request: web.Request) -> web.Response:
    """The same of all events together; for release 2 with what they say."""
    asked, by_value = await about(request), is_of_release_2(request)
    sums: Counter[tuple[str, int, str]] = Counter()
    for each in await _carried(asked, by_value):
        sums[each.name, KINDS[each.kind], each.value] += each.events
    return as_json(
        [
            {"propertyName": name, "dataType": kind, "total": total}
            | ({"value": value} if by_value else {})
            for (name, kind, value), total in sums.most_common()
        ]
    )


@read
async def stats(request: web.Request) -> web.Response:
    """How many events carry something, how many properties there are, how often in all."""
    asked = await about(request)
    lines, question = await _carried(asked, False), _question(asked)
    events = 0
    if question is not None:

        async def ask(lists: Lists) -> int:
            return await lists.carrying(question)

        events = await listed(request, asked.who, ask)
    names, records = {each.name for each in lines}, sum(each.events for each in lines)
    return as_json({"events": events, "properties": len(names), "records": records})


@read
async def values(request: web.Request) -> web.Response:
    """How often one property of an event said what, the most frequent first."""
    asked, params = await about(request), request.query
    name = params.get("propertyName", "")
    event = params.get("eventName", "") or params.get("event", "")
    if not name or not event:
        raise BadQuery("Say propertyName, and of which event in eventName.")
    dimension = PROPERTY + name
    also: list[Filter] = [["is", "event:name", [event]], ["is_not", dimension, [""]]]
    rows = await asked.rows(
        ["events"],
        [dimension],
        also,
        order_by=[["events", "desc"]],
        pagination={"limit": MOST_VALUES},
    )
    return as_json(
        [{"value": str(row.dimensions[0]), "total": whole(row.metrics[0])} for row in rows]
    )


async def _carried(asked: About, by_value: bool) -> list[Carried]:
    question = _question(asked)
    if question is None:
        return []

    async def ask(lists: Lists) -> list[Carried]:
        return await lists.carried(question, by_value)

    return await listed(asked.request, asked.who, ask)


def _question(asked: About) -> Question | None:
    """About events that are no pageviews, of one name if that is said."""
    name = asked.request.query.get("eventName", "")
    of_one: list[Filter] = [["is", "event:name", [name]]] if name else []
    return asked.question(["events"], also=[NO_PAGEVIEW, *of_one])


def _of_event(each: Carried) -> dict[str, str | int]:
    return {
        "eventName": each.event,
        "propertyName": each.name,
        "dataType": KINDS[each.kind],
        "total": each.events,
    }
