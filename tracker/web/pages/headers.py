"""The headers that every answer carries, errors and static files included."""

from __future__ import annotations

from functools import lru_cache

from aiohttp import web

from tracker.domain.origins import HOST
from tracker.web import keys
from tracker.web.asking.handler_marks import is_open_to_all
from tracker.web.pages.avatars import GRAVATAR
from tracker.web.pages.origin import own_origin

NOBODYS_FRAME = "frame-ancestors 'none'"
CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:{images}; "
    "font-src 'self'; connect-src 'self'{socket}; manifest-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'"
)
UNUSED_FEATURES = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "usb",
    "xr-spatial-tracking",
)
WAKE_LOCK = "screen-wake-lock=()"
PASSKEYS = ("publickey-credentials-create=()", "publickey-credentials-get=()")
PERMISSIONS = ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES)
TWO_YEARS = "max-age=63072000"
FOR_EVER = "public, max-age=31536000, immutable"

COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": PERMISSIONS,
}


async def guard(request: web.Request, response: web.StreamResponse) -> None:
    """For `on_response_prepare`. What a handler has set itself stays as it is."""
    request[keys.PREPARED] = response
    headers = response.headers
    headers.popall("Server", None)
    if is_open_to_all(request):
        # No page: a hit's answer is as small on the ordinary way as on the short one.
        headers.setdefault("X-Content-Type-Options", COMMON["X-Content-Type-Options"])
        headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin")
        headers.setdefault("Cache-Control", "no-store")
        return
    for name, value in COMMON.items():
        headers.setdefault(name, value)
    if NOBODYS_FRAME in headers.setdefault("Content-Security-Policy", content_security(request)):
        headers.setdefault("X-Frame-Options", "DENY")  # it cannot name those who may
    config = request.app[keys.CONFIG]
    if config.public_url.startswith("https:") and not config.base_path:  # it is for a whole host
        subdomains = "; includeSubDomains" if config.hsts_subdomains else ""
        headers.setdefault("Strict-Transport-Security", TWO_YEARS + subdomains)
    headers.setdefault("Cache-Control", lifetime(request))
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.add("Vary", "Sec-Fetch-Site, Origin")


def content_security(request: web.Request) -> str:
    """Scripts, styles and sockets of our own origin only; nothing inline."""
    config = request.app[keys.CONFIG]
    return policy(own_origin(request), config.avatars == "gravatar")


@lru_cache(256)  # the same for every page; the bound is for hosts that clients make up
def policy(origin: str, gravatar: bool) -> str:
    """The header's text, for the address that is configured or else was asked for."""
    scheme, _, host = origin.partition("://")
    scheme = "wss" if scheme == "https" else "ws"
    # The Host header is the client's word: only what can be a host may enter a header.
    socket = f" {scheme}://{host}" if HOST.fullmatch(host) else ""
    return CONTENT_SECURITY.format(socket=socket, images=f" {GRAVATAR}" if gravatar else "")


def with_frames(request: web.Request, page: web.Response) -> web.Response:
    """A page that shows another of ours in a frame."""
    page.headers["Content-Security-Policy"] = f"{content_security(request)}; frame-src 'self'"
    return page


def for_frames(request: web.Request, page: web.Response) -> web.Response:
    """A page that may stand in a frame of ours, and in nobody else's."""
    page.headers["Content-Security-Policy"] = within(request, "'self'")
    page.headers["X-Frame-Options"] = "SAMEORIGIN"
    return page


def within(request: web.Request, ancestors: str) -> str:
    """The policy of a page that may stand in frames of these, and in nobody else's."""
    return content_security(request).replace(NOBODYS_FRAME, f"frame-ancestors {ancestors}")


def with_wake_lock(page: web.Response) -> web.Response:
    """A page that may keep a screen on a wall from going dark."""
    page.headers["Permissions-Policy"] = PERMISSIONS.replace(WAKE_LOCK, f"{WAKE_LOCK[:-2]}(self)")
    return page


def with_passkeys(page: web.Response) -> web.Response:
    """A page that has the browser make or show one."""
    said = PERMISSIONS
    for feature in PASSKEYS:
        said = said.replace(feature, f"{feature[:-2]}(self)")
    page.headers["Permissions-Policy"] = said
    return page


def lifetime(request: web.Request) -> str:
    """Files under their hash stay for ever, plain ones are asked for again; pages are not kept."""
    if not request.path.startswith("/static/"):
        return "no-store"
    return FOR_EVER if request.path.startswith(f"{request.app[keys.STATIC]}/") else "no-cache"
