"""What commands on the server's own machine may ask, over its control socket and nowhere else."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from aiohttp import web

from tracker.build import version
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.admin.erasing import erasing
from tracker.web.admin.state import growth_of
from tracker.web.live.event_stream import frames_of, send_events
from tracker.web.serving.acts import ADDRESS, act_do, outcome
from tracker.web.serving.health import readyz
from tracker.web.serving.imported_rows import import_rows

SHARED: tuple[web.AppKey[Any], ...] = (
    keys.CLOCK,
    keys.SHARES,
    keys.SETTLED,
    keys.DATABASE,
    keys.KEPT,
    keys.STORED,
    keys.REVOKED,
    keys.OPEN_DATABASE,
    keys.SITES,
    keys.LOG,
    keys.LIVE,
    keys.PRESENCE,
    keys.REFUSED,
    keys.REFUSED_DAYS,
    keys.GOALS,
    keys.RECORDER,
    keys.INTAKE,
    keys.AUDIT,
    keys.BETWEEN,
    keys.CONFIG,
    keys.FORWARDED,
    keys.HEALTH,
    keys.BACKUPS,
    keys.PRUNING,
    keys.MAINTENANCE,
    keys.PASSWORDS,
    keys.REMOVALS,
    keys.ACCOUNTS,
    keys.LOG_INS,
    keys.NEW_PASSWORDS,
    keys.FINISHING,
    keys.SETUP_LINK,
    keys.PRINTED_LINKS,
    keys.ENGINE,
    keys.FOLLOWED_REPORTS,
    keys.IMPORTS,
    keys.UNDONE_IMPORTS,
)
LARGEST = 64 * 1024 * 1024  # bytes of a request: an import's batch, or what its end says
STARTED = web.AppKey("started", int)  # ms, UTC
ENDS = web.AppKey("ends", asyncio.Event)  # the server stops


def control_app(app: web.Application, address: str) -> web.Application:
    """An application of its own around the objects of the started one, which serves at `address`.

    Whoever may open the socket may read everything, so nothing is asked for."""
    control = web.Application(client_max_size=LARGEST)
    for key in SHARED:
        if key in app:  # of several processes that are one server, each has its part
            control[key] = app[key]
    control[ADDRESS], control[STARTED] = address, app[keys.CLOCK]()
    control[ENDS] = asyncio.Event()
    control.add_routes(
        [
            web.get("/status", status),
            web.get("/readyz", readyz),
            web.get("/checkup", checkup),
            web.get("/sites", site_list),
            web.get(r"/sites/{site_id:\d{1,18}}/live", site_live),
            web.post("/acts/{name:[a-z-]{1,50}}", act_do),
            web.post(r"/imports/{number:\d{1,18}}/rows", import_rows),
            web.get(r"/outcomes/{number:\d{1,18}}", outcome),
        ]
    )
    control.on_shutdown.append(end_streams)
    return control


async def status(request: web.Request) -> web.Response:
    """The server's figures."""
    app = request.app
    return web.json_response(
        {
            "version": version(),
            "process": os.getpid(),
            "address": app[ADDRESS],
            "uptime": (app[keys.CLOCK]() - app[STARTED]) // 1000,
            "sites": len(app[keys.SITES].by_id),
            "queue": app[keys.RECORDER].depth,
            "trouble": app[keys.DATABASE].read_only or app[keys.RECORDER].trouble,
            "hits": app[keys.INTAKE].hits,
            "watchers": app[keys.LIVE].watchers,
            "cursor": app[keys.LOG].newest,
            "database": app[keys.DATABASE].size(),
        }
    )


async def checkup(request: web.Request) -> web.Response:
    """What only the server can tell `tracker doctor`."""
    app = request.app
    return web.json_response(
        {
            "version": version(),
            "health": app[keys.HEALTH].report(),
            "erasing": erasing(app),
            "proxies": app[keys.FORWARDED].report(),
            "growth": await growth_of(app),
            "reports": app[keys.ENGINE].state._asdict(),
        }
    )


async def site_list(request: web.Request) -> web.Response:
    """Every site, whoever owns it."""
    sites = sorted(request.app[keys.SITES].by_id.values(), key=lambda site: site.id)
    presence = request.app[keys.PRESENCE]
    return web.json_response(
        [
            {"id": site.id, "key": site.key, "name": site.name, "now": presence.now(site.id)}
            for site in sites
        ]
    )


async def site_live(request: web.Request) -> web.StreamResponse:
    """The event stream of any site, as the API has it."""
    site = _site(request)
    return await send_events(request, frames_of(request, site), request.app[ENDS])


async def end_streams(control: web.Application) -> None:
    """Before the runner waits for its handlers: these would never end."""
    control[ENDS].set()


def _site(request: web.Request) -> Site:
    site = request.app[keys.SITES].by_id.get(int(request.match_info["site_id"]))
    if site is None:
        raise web.HTTPNotFound
    return site
