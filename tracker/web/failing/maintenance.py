"""While maintenance lasts: every page is a 503 with the operator's words."""

from __future__ import annotations

from aiohttp import web
from aiohttp.typedefs import Handler

from tracker.web import keys
from tracker.web.asking.base_path import full_path
from tracker.web.asking.sessions import meet
from tracker.web.failing.answers import answer, wants_json
from tracker.web.pages.pages import draw, path_of
from tracker.web.words.i18n import _

# Live views stay, and find back after a lost connection; programs go on sending events. Whoever
# mends the server still gets in. Beacons and signs of life do not come by here at all.
OPEN = frozenset(
    {"home_socket", "live_socket", "older_events", "live_events", "api_events", "metrics"}
)
OPEN_BELOW = ("/static/", "/login", "/logout", "/admin", "/api/admin/")


@web.middleware
async def close_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Innermost: what comes from elsewhere is refused as always."""
    pause = request.app[keys.MAINTENANCE].pause
    if pause is None or stays_open(request):
        return await handler(request)
    await meet(request)
    return closed(request, pause.text)


def stays_open(request: web.Request) -> bool:
    """Whether the request is none that maintenance closes; an unknown address stays unknown."""
    route = request.match_info.route
    return (
        route.name in OPEN
        or request.match_info.http_exception is not None
        or any(request.path == each or request.path.startswith(each) for each in OPEN_BELOW)
    )


def closed(request: web.Request, text: str) -> web.StreamResponse:
    """The operator's words."""
    if wants_json(request):
        response = answer(request, 503, text, title=str(_("Closed for maintenance")))
    else:
        again = full_path(request.app, request.path) if request.method == "GET" else ""
        login = request.get(keys.LOGIN)
        context = {"text": text, "again": again or path_of(request.app, "home")}
        user = login.user if login else None
        response = draw(request, "errors/maintenance.html", 503, **context, user=user)
        response.headers.add("Vary", "Accept")
    response.headers["Retry-After"] = "300"
    return response
