"""Every mail as its reader would see it, filled with samples; only with DEBUG=1."""

from __future__ import annotations

from aiohttp import web

from tracker.services.mail.message import Mail
from tracker.web.asking.developers import is_for_developers
from tracker.web.mail.samples import SAMPLES
from tracker.web.mail.writing import compose
from tracker.web.pages.headers import content_security
from tracker.web.pages.pages import draw

READER = "reader@example.com"
# A mail brings its style along, and is shown in a frame in which nothing runs or follows.
FRAMED = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
    ),
    "X-Frame-Options": "SAMEORIGIN",
}


async def mail_list(request: web.Request) -> web.Response:
    """What this server ever sends."""
    _only_for_developers(request)
    mails = {name: await _sample(request, name) for name in sorted(SAMPLES)}
    return draw(request, "dev/mails.html", mails=mails, user=None)


async def mail_page(request: web.Request) -> web.Response:
    """One mail, as text and as HTML."""
    name = request.match_info["mail"]
    mail = await _sample(request, name)
    response = draw(request, "dev/mail.html", name=name, mail=mail, user=None)
    response.headers["Content-Security-Policy"] = f"{content_security(request)}; frame-src 'self'"
    return response


async def mail_html(request: web.Request) -> web.Response:
    """The HTML alone, for the frame in that page."""
    mail = await _sample(request, request.match_info["mail"])
    return web.Response(text=mail.html, content_type="text/html", headers=FRAMED)


async def _sample(request: web.Request, name: str) -> Mail:
    _only_for_developers(request)
    if name not in SAMPLES:
        raise web.HTTPNotFound
    return await compose(request, READER, name, **SAMPLES[name])


def _only_for_developers(request: web.Request) -> None:
    if not is_for_developers(request):
        raise web.HTTPNotFound


DEV_ROUTES = [
    web.get("/dev/mail", mail_list, name="dev_mails"),
    web.get("/dev/mail/{mail:[a-z_]+}", mail_page, name="dev_mail"),
    web.get("/dev/mail/{mail:[a-z_]+}.html", mail_html, name="dev_mail_html"),
]
