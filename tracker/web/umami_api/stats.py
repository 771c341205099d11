"""Sums of a stretch of time, and of the one before."""

from __future__ import annotations

import re

import msgspec
from aiohttp import web

from tracker.domain.umami_api.figures import Totals, whole
from tracker.domain.umami_api.filters import NO_PAGEVIEW
from tracker.domain.umami_api.spans import Asked
from tracker.web.api.said import as_json
from tracker.web.umami_api.answers import read
from tracker.web.umami_api.asking import About, about

RELEASE_2 = "/umami2/"  # an address of ours for programs that know no later one
WORDS_OF_2 = ("url", "host")
PROGRAMS_OF_2 = re.compile(r"Umami-Client v0\.")


@read
async def stats(request: web.Request) -> web.Response:
    """Numbers and those before; of release 2 a pair each."""
    asked = await about(request)
    now, before = await asked.totals(), await asked.totals(asked.before())
    if is_of_release_2(request):
        return as_json(_pairs(now, before))
    return as_json(msgspec.structs.asdict(now) | {"comparison": before})


def is_of_release_2(request: web.Request) -> bool:
    """By the address that it was told, the words that only release 2 has, or its own name."""
    return (
        RELEASE_2 in request.path
        or any(word in request.query for word in WORDS_OF_2)
        or bool(PROGRAMS_OF_2.match(request.headers.get("User-Agent", "")))
    )


def _pairs(now: Totals, before: Totals) -> dict[str, dict[str, int]]:
    then = msgspec.structs.asdict(before)
    return {
        name: {"value": value, "prev": then[name]}
        for name, value in msgspec.structs.asdict(now).items()
    }


@read
async def event_stats(request: web.Request) -> web.Response:
    """Of events alone."""
    asked = await about(request)
    now, before = await _events(asked, asked.asked), await _events(asked, asked.before())
    return as_json({"data": {**now, "comparison": before}})


async def _events(asked: About, at: Asked) -> dict[str, int]:
    named = await asked.rows(["events"], ["event:name"], [NO_PAGEVIEW], at)
    sums = await asked.rows(["events", "visitors", "visits"], (), [NO_PAGEVIEW], at)
    counted = map(whole, sums[0].metrics) if sums else [0, 0, 0]
    found = dict(zip(("events", "visitors", "visits"), counted, strict=True))
    return found | {"uniqueEvents": len(named)}


@read
async def session_stats(request: web.Request) -> web.Response:
    """The head of their list of sessions."""
    asked = await about(request)
    sums = await asked.rows(["pageviews", "visitors", "visits", "custom_events"])
    countries = await asked.rows(["visitors"], ["visit:country"])
    counted = map(whole, sums[0].metrics) if sums else [0, 0, 0, 0]
    found = dict(zip(("pageviews", "visitors", "visits", "events"), counted, strict=True))
    found["countries"] = len([row for row in countries if row.dimensions[0]])
    return as_json({name: {"value": value} for name, value in found.items()})


@read
async def weekly(request: web.Request) -> web.Response:
    """Visitors by weekday, Sunday first, and hour, of the site's clocks."""
    asked = await about(request)
    days = [[0] * 24 for _ in range(7)]
    for row in await asked.rows(["visitors"], ["time:weekday", "time:hour_of_day"]):
        weekday, hour = (int(each) for each in row.dimensions)
        days[weekday % 7][hour] = whole(row.metrics[0])
    return as_json(days)
