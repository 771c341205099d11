"""What a beacon is answered. Any page may read it, and why something was refused."""

from __future__ import annotations

import logging

from aiohttp import web

from tracker.domain.refusals import Refusal

log = logging.getLogger(__name__)

BAD_REQUEST = 400

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "X-Tracker-Refused, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Max-Age": "86400",
}
# The smallest transparent image: 43 bytes of GIF 89a.
GIF = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)


def image(refusal: Refusal | None) -> web.Response:
    """Always an image; the outcome is in its headers."""
    headers = CORS | (why(refusal) if refusal else {})
    return web.Response(body=GIF, content_type="image/gif", headers=headers)


def refused(refusal: Refusal) -> web.Response:
    """The same words as on the page; a 204 has no room for them but in its header."""
    headers = CORS | why(refusal)
    if refusal.status == 204:
        return web.Response(status=204, headers=headers)
    detail = f": {refusal.detail}" if refusal.detail else ""
    text = f"{refusal.what}{detail}. {refusal.remedy}"
    return web.Response(status=refusal.status, text=text, headers=headers)


def warn_of(refusal: Refusal, **request: str) -> None:
    """A 400 is somebody's mistake: one line, with the reason. `request`: method and path, where
    no request is remembered."""
    log.warning("%s: %s: %s", refusal.status, refusal.what, refusal.detail, extra=request)


def why(refusal: Refusal) -> dict[str, str]:
    """The headers that say it."""
    said = {"X-Tracker-Refused": refusal.reason.value}
    return said | ({"Retry-After": str(refusal.retry_after)} if refusal.retry_after else {})
