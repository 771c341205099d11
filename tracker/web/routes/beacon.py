"""Any page of the world."""

from __future__ import annotations

from aiohttp import web

from tracker.web.beacon import routes, seen
from tracker.web.routes.places import KEY

ROUTES: list[web.AbstractRouteDef] = [
    web.post(KEY, routes.visit_post, name="visit"),
    web.options(KEY, routes.visit_preflight),
    # A HEAD must change nothing, so there is none where a GET is a visit.
    web.get(KEY + ".gif", routes.visit_image, name="visit_image", allow_head=False),
    web.get(KEY + "/seen", seen.seen, name="visit_seen"),
    web.get(KEY + "/visited", routes.visited, name="visited", allow_head=False),
    web.post(KEY + "/visited", routes.visited),
    web.options(KEY + "/visited", routes.visit_preflight),
]
