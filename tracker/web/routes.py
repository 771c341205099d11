"""Every URL of the server, by noun."""

from __future__ import annotations

from aiohttp import web

from tracker.web import accounts, admin, first_user

ROUTES: list[web.AbstractRouteDef] = [
    # accounts
    web.get("/setup/{token:[A-Za-z0-9_-]{32}}", first_user.first_user_page, name="first_user"),
    web.post("/setup/{token:[A-Za-z0-9_-]{32}}", first_user.first_user),
    web.get("/register", accounts.register_page, name="register"),
    web.post("/register", accounts.register),
    web.get("/login", accounts.login_page, name="login"),
    web.post("/login", accounts.log_in),
    web.post("/logout", accounts.log_out, name="logout"),
    web.get("/account", accounts.account_page, name="account"),
    web.post("/account/sessions/revoke", accounts.sessions_revoke, name="sessions_revoke"),
    web.post(
        r"/account/sessions/{session_id:\d{1,18}}/revoke",
        accounts.session_revoke,
        name="session_revoke",
    ),
    # admin
    web.get("/admin/address", admin.address_page, name="admin_address"),
]
