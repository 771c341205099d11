"""Plausible's Stats API, v1 and v2, and what its programs read of its Sites API."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tracker.domain.peer_apis.stats_answers import aggregate, breakdown, timeseries
from tracker.domain.peer_apis.stats_periods import days_before
from tracker.domain.peer_apis.stats_v1 import Call, is_compared, read_stats
from tracker.domain.queries.query import Site as AskedSite
from tracker.domain.queries.query import named_site
from tracker.domain.queries.sent import read_json
from tracker.web import keys
from tracker.web.api.queries import as_csv, wants_csv
from tracker.web.api.said import as_json
from tracker.web.asking.handler_marks import only_asks, open_to_all
from tracker.web.forms.bodies import body_of
from tracker.web.peer_apis.access import Reader, reader_of
from tracker.web.peer_apis.asking import told
from tracker.web.peer_apis.plausible_sites import site_of
from tracker.web.peer_apis.shaped import shaped
from tracker.web.peers.plausible import CORS, PREFLIGHT
from tracker.web.reports.asking import asked_site

ALLOWED = (
    *("site_id", "period", "date", "from", "to", "metrics", "filters", "property", "interval"),
    *("compare", "limit", "page", "with_imported", "auth"),
)


@open_to_all
async def preflight(_: web.Request) -> web.Response:
    """Whichever of its calls a page is about to make."""
    return web.Response(status=204, headers=PREFLIGHT)


@shaped(CORS)
async def realtime_visitors(request: web.Request) -> web.Response:
    """Who is there now, as the live page says it."""
    site = site_of(request, await reader_of(request), request.query.get("site_id"))
    return web.json_response(request.app[keys.PRESENCE].now(site.id))


@shaped(CORS)
async def stats_aggregate(request: web.Request) -> web.Response:
    """Figures of a period, and of the days before it."""
    reader, about, asked = await _asked(request)
    stats = read_stats("aggregate", asked, about.calendar)
    before = days_before(stats.dates) if is_compared(asked) else None
    now = await told(request, reader, about, stats.on(stats.dates))
    earlier = await told(request, reader, about, stats.on(before)) if before else None
    return _results(aggregate(stats.metrics, now, earlier))


@shaped(CORS)
async def stats_timeseries(request: web.Request) -> web.Response:
    """Figures of each stretch of a period."""
    stats, answer = await _answered(request, "timeseries")
    return _results(timeseries(stats.metrics, answer))


@shaped(CORS)
async def stats_breakdown(request: web.Request) -> web.Response:
    """Figures of each value of a property."""
    stats, answer = await _answered(request, "breakdown")
    return _results(breakdown(stats.metrics, stats.body["dimensions"][0], answer))


@only_asks
@shaped(CORS, ours=True)
async def query(request: web.Request) -> web.Response:
    """v2: our query language, where Plausible's programs ask it. The body names the site."""
    reader = await reader_of(request)
    sent = read_json(await body_of(request))
    site = site_of(request, reader, named_site(sent))
    about = await asked_site(request, site, reader.user_id)
    answer = await told(request, reader, about, sent.value | {"site_id": site.name})
    return as_csv(answer) if wants_csv(request) else as_json(answer)


async def _answered(request: web.Request, call: Call) -> Any:
    reader, about, asked = await _asked(request)
    stats = read_stats(call, asked, about.calendar)
    return stats, await told(request, reader, about, stats.on(stats.dates))


async def _asked(request: web.Request) -> tuple[Reader, AskedSite, dict[str, str]]:
    """Who asks, about which site, in which words; others count for nothing, as there."""
    reader = await reader_of(request)
    asked = {name: request.query[name] for name in ALLOWED if name in request.query}
    site = site_of(request, reader, asked.get("site_id"))
    return reader, await asked_site(request, site, reader.user_id), asked


def _results(results: object) -> web.Response:
    return web.json_response({"results": results})
