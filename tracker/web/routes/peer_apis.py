"""Programs that read other products."""

from __future__ import annotations

from aiohttp import web

from tracker.web.peer_apis import (
    goat_account,
    goat_counter,
    goat_export,
    goatcounter,
    plausible,
    plausible_sites,
)
from tracker.web.peers import goatcounter_api
from tracker.web.routes.places import KEY

NUMBER = r"{number:\d{1,18}}"
STATS: list[web.AbstractRouteDef] = [
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

# By the host, or by the site's key in front.
GOATS: list[web.AbstractRouteDef] = [
    route
    for before, names in (("", "goat"), (KEY, "site_goat"))
    for route in (
        *(
            web.get(f"{before}/api/v0/{path}", handler, name=f"{names}_{name}")
            for path, handler, name in (
                ("me", goat_account.me, "me"),
                ("sites", goat_account.site_list, "sites"),
                (f"sites/{NUMBER}", goat_account.one_site, "site"),
                ("paths", goat_account.path_list, "paths"),
                ("stats/total", goatcounter.total, "total"),
                ("stats/hits", goatcounter.hits, "hits"),
                (r"stats/hits/{path_id:\d{1,18}}", goatcounter.refs, "refs"),
                ("stats/{page:[a-z]+}", goatcounter.stats_list, "stats"),
                ("stats/{page:[a-z]+}/{id:.*}", goatcounter.stats_detail, "stats_detail"),
                (f"export/{NUMBER}", goat_export.export_one, "export"),
                (f"export/{NUMBER}/download", goat_export.export_download, "download"),
            )
        ),
        web.post(f"{before}/api/v0/export", goat_export.export_add, name=f"{names}_exports"),
        web.get(
            before + r"/counter/{path:.+}.{kind:json|svg|png}",
            goat_counter.counter,
            name=f"{names}_counter",
        ),
    )
]
ROUTES: list[web.AbstractRouteDef] = [
    *STATS,
    *GOATS,
    web.post("/api/v2/query", plausible.query, name="api_named_query"),
    web.options("/api/v1/{rest:.*}", plausible.preflight, name="plausible_preflight"),
    web.options("/api/v2/query", plausible.preflight),
    web.options("/api/v0/{rest:.*}", goatcounter_api.preflight, name="goat_preflight"),
    web.options(KEY + "/api/v0/{rest:.*}", goatcounter_api.preflight, name="site_goat_preflight"),
]
