"""What charts are drawn of."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from aiohttp import web

from tracker.domain.queries.sent import BadQuery, shown
from tracker.domain.umami_api.figures import whole
from tracker.domain.umami_api.filters import NO_PAGEVIEW
from tracker.domain.umami_api.spans import Asked
from tracker.domain.umami_api.units import DIMENSIONS, label, unit_of
from tracker.web.api.said import as_json
from tracker.web.forms.time_zones import time_zones
from tracker.web.umami_api.answers import as_time, read
from tracker.web.umami_api.asking import About, about

Point = dict[str, str | int]


@read
async def pageviews(request: web.Request) -> web.Response:
    """Pageviews and visitors by the hour, day, month or year; times without any are absent."""
    asked = await about(request)
    found: dict[str, object] = dict(await _columns(asked, asked.asked))
    if request.query.get("compare"):
        before = asked.before()
        found |= _when(asked.asked)
        found["compare"] = {**await _columns(asked, before), **_when(before)}
    return as_json(found)


def _when(asked: Asked) -> dict[str, str]:
    return {"startDate": as_time(asked.start), "endDate": as_time(asked.until - 1)}


async def _columns(asked: About, at: Asked) -> dict[str, list[Point]]:
    names = ("pageviews", "sessions")
    sums: dict[str, list[int]] = {}
    for (when, *_), values in await _over_time(asked, at, ["pageviews", "visitors"]):
        column = sums.setdefault(when, [0, 0])
        for number, value in enumerate(values):
            column[number] += value
    return {
        name: [{"x": when, "y": column[number]} for when, column in sums.items() if column[number]]
        for number, name in enumerate(names)
    }


@read
async def event_series(request: web.Request) -> web.Response:
    """How often each event came, over time."""
    asked = await about(request)
    sums: dict[tuple[str, str], int] = {}
    for (when, name), (count,) in await _over_time(asked, asked.asked, ["events"], "event:name"):
        sums[when, name] = sums.get((when, name), 0) + count
    return as_json([{"x": name, "t": when, "y": count} for (when, name), count in sums.items()])


async def _over_time(
    asked: About, at: Asked, metrics: list[str], *others: str
) -> list[tuple[list[str], list[int]]]:
    """Labels with figures, in the order of time."""
    params = asked.request.query
    inside = at.within(asked.site.calendar)
    if inside is None:
        return []
    unit, wanted = unit_of(params.get("unit", ""), inside), _zone(params.get("timezone", ""))
    time = DIMENSIONS[unit]
    also = [NO_PAGEVIEW] if others else []
    rows = await asked.rows(metrics, [time, *others], also, at, order_by=[[time, "asc"]])
    site = asked.site.calendar.zone
    return [
        (
            [label(int(row.dimensions[0]), unit, site, wanted), *map(str, row.dimensions[1:])],
            [whole(value) for value in row.metrics],
        )
        for row in rows
    ]


def _zone(name: str) -> ZoneInfo:
    """Theirs is UTC where none is named."""
    if not name or name.upper() in {"UTC", "ETC/UTC"}:
        return ZoneInfo("UTC")
    if name not in time_zones():
        raise BadQuery(f"timezone is {shown(name)}, which is not known.")
    return ZoneInfo(name)
