"""Trackers of other products."""

from __future__ import annotations

from aiohttp import web

from tracker.web.peers import goatcounter, goatcounter_api, matomo, plausible, scripts, umami
from tracker.web.routes.places import KEY

ROUTES: list[web.AbstractRouteDef] = [
    *[
        route
        for path, name in (("/count", "goatcounter_count"), (KEY + "/count", "site_count"))
        for route in (
            web.get(path, goatcounter.count, name=name, allow_head=False),
            web.post(path, goatcounter.count),
        )
    ],
    web.post("/api/event", plausible.event, name="plausible_event"),
    web.options("/api/event", plausible.preflight),
    *[
        route
        for path, name in (("/api/v0", "goatcounter_api"), (KEY + "/api/v0", "site_counts"))
        for route in (
            web.post(path + "/count", goatcounter_api.count, name=name),
            web.options(path + "/count", goatcounter_api.preflight),
        )
    ],
    web.get("/count.js", scripts.script, name="count_js"),
    web.get(r"/count.v{number:\d}.js", scripts.script, name="count_v_js"),
    web.get("/script.js", scripts.script, name="script_js"),
    web.get("/matomo.js", scripts.script, name="matomo_js"),
    web.get("/piwik.js", scripts.script, name="piwik_js"),
    web.get(
        r"/js/{name:(?:script|plausible|analytics|p)(?:\.[a-z0-9-]+)*}.js",
        scripts.script,
        name="plausible_js",
    ),
    web.get(r"/js/{script:(?:pa|s)-[\w-]{1,100}}.js", scripts.compiled, name="compiled_js"),
    web.post("/api/send", umami.send, name="umami_send"),
    web.options("/api/send", umami.preflight),
    web.post("/api/batch", umami.batch, name="umami_batch"),
    web.options("/api/batch", umami.preflight),
    *[
        route
        for path in ("matomo", "piwik")
        for route in (
            web.get(f"/{path}.php", matomo.track, name=f"{path}_php", allow_head=False),
            web.post(f"/{path}.php", matomo.track),
            web.options(f"/{path}.php", matomo.preflight),
        )
    ],
]
