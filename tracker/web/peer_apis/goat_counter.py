"""GoatCounter's counter on anybody's pages: how often a page was visited, or all of them.

It tells what a badge tells: an owner who makes one "so far" of a page, or of the whole site, opens
the counter of just that. Without one there is none."""

from __future__ import annotations

from typing import NamedTuple

from aiohttp import web

from tracker.domain.badges.badge import Badge
from tracker.domain.badges.png import png_badge
from tracker.domain.badges.svg import svg_badge
from tracker.storage.sites.badges import badges_of
from tracker.web import keys
from tracker.web.badges.pictures import EVERYWHERE, NOBODY_KNOWS
from tracker.web.peer_apis.shaped import shaped
from tracker.web.peers.goatcounter import site_of

TOTAL = "TOTAL"
GROUPED = "\u202f"  # between thousands
LIFE = 60  # seconds
LABEL = "visits"


class Shown(NamedTuple):
    """`number`: None while nobody knows it."""

    number: int | None

    @property
    def text(self) -> str:
        """As they write it."""
        return NOBODY_KNOWS if self.number is None else f"{self.number:,}".replace(",", GROUPED)


@shaped(EVERYWHERE)
async def counter(request: web.Request) -> web.Response:
    """403 without such a badge; so it is there without the setting."""
    badge = await _badge(request)
    if badge is None:
        said = "There is no counter of this page: its site's owner has made no badge of it."
        raise web.HTTPForbidden(text=said)
    told = await request.app[keys.BADGE_NUMBERS].told(badge.token)
    shown = Shown(told.number if told else None)
    return _answer(request.match_info["kind"], shown)


async def _badge(request: web.Request) -> Badge | None:
    """The one that opens it."""
    site = site_of(request, request.match_info.get("key", ""))
    if site is None:
        return None
    path = request.match_info["path"]
    page = "" if path == TOTAL else "/" + path.strip("/")
    kept = await badges_of(request.app[keys.KEPT], site.id)
    return next((each for each in kept if (each.figure, each.page) == ("all", page)), None)


def _answer(kind: str, shown: Shown) -> web.Response:
    headers = {"Cache-Control": f"public, max-age={LIFE if shown.number is not None else 1}"}
    if kind == "svg":
        body, content = svg_badge(LABEL, shown.text).encode(), "image/svg+xml"
    elif kind == "png":
        body, content = png_badge(LABEL, shown.text.replace(GROUPED, " ")), "image/png"
    else:
        said = {"count": shown.text, "count_unique": shown.text}
        return web.json_response(said, headers=headers)
    return web.Response(body=body, content_type=content, headers=headers)
