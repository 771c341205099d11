"""For programs, with a token."""

from __future__ import annotations

from aiohttp import web

from tracker.web.api import annotations as api_notes
from tracker.web.api import api, queries, reference
from tracker.web.mcp import endpoint
from tracker.web.routes.places import SITE

ROUTES: list[web.AbstractRouteDef] = [
    web.get("/api", reference.reference, name="api_reference"),
    web.get("/api/openapi.json", reference.openapi, name="openapi"),
    web.get("/api/sites", api.site_list, name="api_sites"),
    web.get("/api" + SITE + "/live", api.site_live, name="live_events"),
    web.post("/api" + SITE + "/query", queries.query, name="api_query"),
    web.get("/api" + SITE + "/goals", queries.goal_list, name="api_goals"),
    web.get("/api" + SITE + "/annotations", api_notes.annotation_list, name="api_annotations"),
    web.post("/api" + SITE + "/annotations", api_notes.annotation_add),
    web.post("/api" + SITE + "/events", api.events_send, name="api_events"),
    web.get("/api/admin/status", api.admin_status, name="api_status"),
    web.post("/mcp", endpoint.messages_take, name="mcp"),
]
