"""Every URL of the server, by noun."""

from __future__ import annotations

from aiohttp import web

ROUTES: list[web.AbstractRouteDef] = []
