"""Which view of a site somebody has looked at last: there a click on a site leads."""

from __future__ import annotations

from aiohttp import web

from tracker.services.accounts.profiles import note_view
from tracker.storage.accounts.users import View
from tracker.web import keys
from tracker.web.asking.sessions import signed_in


async def note_navigation(request: web.Request, view: View) -> None:
    """Somebody goes to this view. What open pages fetch, or browsers ahead of a click, is none of
    their doing."""
    headers = request.headers
    fetched = headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
    if request.method == "GET" and not fetched and "prefetch" not in headers.get("Sec-Purpose", ""):
        await note_view(request.app[keys.KEPT], await signed_in(request), view)
