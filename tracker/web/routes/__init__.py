"""Every URL of the server, by noun; a name means the same in all of them."""

from __future__ import annotations

from aiohttp import web

from tracker.web.routes import (
    accounts,
    alerts,
    beacon,
    imports,
    live,
    peer_apis,
    peers,
    programs,
    reports,
    server,
    sharing,
    sites,
    umami,
)
from tracker.web.serving import health

# Of a process that nobody but its operator sees.
SIGNS = [web.get("/healthz", health.healthz), web.get("/readyz", health.readyz)]
ROUTES: list[web.AbstractRouteDef] = [
    *accounts.ROUTES,
    *sites.ROUTES,
    *imports.ROUTES,
    *alerts.ROUTES,
    *reports.ROUTES,
    *sharing.ROUTES,
    *live.ROUTES,
    *programs.ROUTES,
    *server.ROUTES,
    *beacon.ROUTES,
    *peers.ROUTES,
    *peer_apis.ROUTES,
    *umami.ROUTES,
]
