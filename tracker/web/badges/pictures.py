"""Badges as anybody's pages load them: pictures, a JSON for shields.io, a script that moves.

They pass outside of sessions and pages, as hits do: whoever asks for one is nobody."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from aiohttp import web

from tracker.domain.badges.layout import ACCENT
from tracker.domain.badges.png import png_badge
from tracker.domain.badges.svg import svg_badge
from tracker.services.sites.badge_numbers import Told
from tracker.web import keys
from tracker.web.asking.client import rate_key_of
from tracker.web.asking.handler_marks import open_to_all
from tracker.web.words.figures import exact, number

NOBODY_KNOWS = "–"
EVERYWHERE = {
    "Access-Control-Allow-Origin": "*",
    "X-Robots-Tag": "noindex",
    # An SVG that is opened by itself is a page.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


@open_to_all
async def badge_svg(request: web.Request) -> web.Response:
    """The picture, sharp at any size."""
    return await _answer(request, _svg, "image/svg+xml")


@open_to_all
async def badge_png(request: web.Request) -> web.Response:
    """The picture for where no SVG is shown."""
    return await _answer(request, _png, "image/png")


@open_to_all
async def badge_json(request: web.Request) -> web.Response:
    """What shields.io draws a badge of, in its endpoint's shape."""
    return await _answer(request, _json, "application/json")


@open_to_all
async def badge_script(request: web.Request) -> web.Response:
    """The same for every badge: it asks again by its own address. So it may stand on a page whose
    badge is no more; then it shows nothing."""
    headers = EVERYWHERE | {
        "Content-Type": "text/javascript; charset=utf-8",
        "Cache-Control": "public, max-age=3600",
    }
    return request.app[keys.STATIC_FILES].answer(request, "badge.js", headers)


def _svg(told: Told) -> bytes:
    return svg_badge(told.badge.label, _said(told, number)).encode()


def _png(told: Told) -> bytes:
    return png_badge(told.badge.label, _said(told, number))


def _json(told: Told) -> bytes:
    said: dict[str, object] = {
        "schemaVersion": 1,
        "label": told.badge.label,
        "message": _said(told, exact),
        "color": ACCENT,
        "cacheSeconds": told.badge.life,
    }
    return msgspec.json.encode(said if told.number is not None else said | {"isError": True})


def _said(told: Told, word: Callable[[int], str]) -> str:
    return NOBODY_KNOWS if told.number is None else word(told.number)


async def _answer(request: web.Request, drawn: Callable[[Told], bytes], kind: str) -> web.Response:
    """404 for a badge that there is not, 429 for an address that asks for many of those."""
    strangers, address = request.app[keys.BADGE_STRANGERS], rate_key_of(request)
    if not strangers.may_try(address):
        return web.Response(status=429, headers=EVERYWHERE | {"Retry-After": "3"})
    told = await request.app[keys.BADGE_NUMBERS].told(request.match_info["token"])
    if told is None:
        strangers.was_wrong(address)
        return web.Response(status=404, headers=EVERYWHERE)
    life = told.badge.life if told.number is not None else 1
    headers = EVERYWHERE | {"Cache-Control": f"public, max-age={life}"}
    return web.Response(body=drawn(told), content_type=kind, headers=headers)
