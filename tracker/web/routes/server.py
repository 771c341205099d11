"""Of the server as a whole."""

from __future__ import annotations

from aiohttp import web

from tracker.web.admin import acts, erasing, server, users
from tracker.web.help import documents, help
from tracker.web.pages import security_txt
from tracker.web.serving import health

PERSON = r"/admin/users/{user_id:\d{1,18}}"
DOCUMENT = "{document:" + "|".join(documents.NAMES) + "}"

ROUTES: list[web.AbstractRouteDef] = [
    web.get("/admin", server.server_page, name="admin"),
    web.post("/admin/erasing", erasing.erasing_allow, name="admin_erasing"),
    web.get("/admin/sites", server.sites_page, name="admin_sites"),
    web.get("/admin/audit", server.audit_page, name="admin_audit"),
    web.get("/admin/address", server.address_page, name="admin_address"),
    web.get("/admin/users", users.users_page, name="admin_users"),
    web.get(PERSON, users.user_page, name="admin_user"),
    *[
        route
        for name, act in acts.ACTS.items()
        for route in (
            web.get(f"{PERSON}/{name}", acts.act_page, name=act.route),
            web.post(f"{PERSON}/{name}", acts.act_done),
        )
    ],
    web.get("/healthz", health.healthz, name="healthz"),
    web.get("/readyz", health.readyz, name="readyz"),
    web.get("/.well-known/security.txt", security_txt.security_txt, name="security_txt"),
    web.get("/help", help.help_index, name="help"),
    web.get(f"/help/{DOCUMENT}", help.help_page, name="help_page"),
    web.get("/.well-known/security-policy", security_txt.policy, name="security_policy"),
]
