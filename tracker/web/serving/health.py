"""Signs of life for proxies and watchdogs."""

from __future__ import annotations

from aiohttp import web

from tracker.web import keys
from tracker.web.asking.handler_marks import open_to_all


@open_to_all
async def healthz(_: web.Request) -> web.Response:
    """The process answers."""
    return web.json_response({"status": "ok"})


@open_to_all
async def readyz(request: web.Request) -> web.Response:
    """The server can store hits, or do its part of it: 200, or 503 and what to do."""
    app = request.app
    report = app[keys.HEALTH].report()
    if keys.INTAKE in app:
        report |= {"hits": app[keys.INTAKE].hits, "fast": app[keys.INTAKE].fast}
    if keys.PRUNING in app and (waiting := len(app[keys.PRUNING].waiting)):
        report["erasing"] = f"waits at {waiting} sites: `tracker doctor` says why"
    if keys.ENGINE in app and (wrong := app[keys.ENGINE].wrong):
        report["reports"] = wrong
    return web.json_response(report, status=503 if "wrong" in report else 200)
