"""Whom a page that shows places must name, as the licences of the place data ask."""

from __future__ import annotations

from aiohttp import web

from tracker.services.places.database import Credit
from tracker.web import keys


def attribution(request: web.Request) -> tuple[Credit, ...]:
    """For parts/attribution.html; empty while the places come from the operator's service."""
    if request.app[keys.GEO_SERVICE] is not None:
        return ()
    return request.app[keys.GEOLOCATION].attribution
