"""Programs that read other products."""

from __future__ import annotations

from aiohttp import web

from tracker.web.peer_apis import plausible, plausible_sites

READ: list[web.AbstractRouteDef] = [
    web.get(path, handler, name=name)
    for path, handler, name in (
        ("/api/v1/stats/realtime/visitors", plausible.realtime_visitors, "stats_realtime"),
        ("/api/v1/stats/aggregate", plausible.stats_aggregate, "stats_aggregate"),
        ("/api/v1/stats/timeseries", plausible.stats_timeseries, "stats_timeseries"),
        ("/api/v1/stats/breakdown", plausible.stats_breakdown, "stats_breakdown"),
        ("/api/v1/sites", plausible_sites.site_list, "plausible_sites"),
        ("/api/v1/sites/goals", plausible_sites.goal_list, "plausible_goals"),
        ("/api/v1/sites/{name:.+}", plausible_sites.one_site, "plausible_site"),
    )
]
ROUTES: list[web.AbstractRouteDef] = [
    *READ,
    web.post("/api/v2/query", plausible.query, name="api_named_query"),
    web.options("/api/v1/{rest:.*}", plausible.preflight, name="plausible_preflight"),
    web.options("/api/v2/query", plausible.preflight),
]
