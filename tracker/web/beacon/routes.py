"""The beacon's routes: anybody's page may call them, nothing here reads or sets a cookie."""

from __future__ import annotations

import asyncio

from aiohttp import web

from tracker.domain.hits import Hit, read_hit, read_original, read_query
from tracker.domain.refusals import Reason, Refusal
from tracker.services.recording.entries import Outcome
from tracker.services.recording.sender import Sender
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.client import address_of, rate_key_of
from tracker.web.asking.handler_marks import open_to_all
from tracker.web.beacon.answers import BAD_REQUEST, CORS, PREFLIGHT, image, refused, warn_of
from tracker.web.forms.bodies import body_of, fields_of
from tracker.web.logs import requests

MOST_URL = 16 * 1024  # bytes of the request's target
NO_FORM = Refusal(Reason.BAD, "not a form")
UNREAD = {
    400: Refusal(Reason.BAD, "the body could not be read"),
    408: Refusal(Reason.BAD, "the body did not arrive within 5 seconds"),
    413: Refusal(Reason.LARGE),
}


@open_to_all
async def beacon_script(request: web.Request) -> web.StreamResponse:
    """The script itself, under whatever name the operator gave it."""
    headers = CORS | {
        "Content-Type": "text/javascript; charset=utf-8",
        "Cache-Control": "public, max-age=3600",
    }
    return request.app[keys.STATIC_FILES].answer(request, "beacon.js", headers)


@open_to_all
async def visit_preflight(_: web.Request) -> web.Response:
    return web.Response(status=204, headers=CORS | PREFLIGHT)


@open_to_all
async def visit_post(request: web.Request) -> web.Response:
    """A hit as JSON: 204 when it is on disk."""
    site = _site(request)
    if isinstance(site, Refusal):
        return refused(site)
    body = await sent_body(request)
    hit = read_hit(body) if isinstance(body, bytes) else body
    refusal = await take(request, site, hit)
    return _refuse(request, refusal) if refusal else web.Response(status=204, headers=CORS)


@open_to_all
async def visit_image(request: web.Request) -> web.Response:
    """A hit as an image's address: always an image, the outcome in its headers."""
    refusal: Refusal | None
    site = _site(request)
    if isinstance(site, Refusal):
        refusal = site
    else:
        query = dict(request.query)
        query.setdefault("url", request.headers.get("Referer", ""))
        refusal = await take(request, site, read_query(query))
    return image(refusal)


@open_to_all
async def visited(request: web.Request) -> web.Response:
    """The original Flask-Tracking contract: `event`, `data`, and a `visitor` that is ignored."""
    site = _site(request)
    if isinstance(site, Refusal):
        return refused(site)
    form = await _form(request)
    if isinstance(form, Refusal):
        return _refuse(request, request.app[keys.INTAKE].refuse(site.id, form))
    hit = read_original(dict(request.query) | form, request.headers.get("Referer", ""))
    refusal = await take(request, site, hit)
    if refusal:
        return _refuse(request, refusal)
    return web.Response(text="visit recorded", headers=CORS)


async def take(request: web.Request, site: Site, hit: Hit | Refusal) -> Refusal | None:
    """Give the hit to the intake and wait until it is on disk, or refused."""
    intake = request.app[keys.INTAKE]
    answer: asyncio.Future[Refusal | None] = asyncio.get_running_loop().create_future()

    def reply(outcome: Outcome) -> None:
        refusal = intake.outcome(site.id, outcome)  # counted, though its sender may have left
        if not answer.done():
            answer.set_result(refusal)

    return intake.receive(site, hit, sender_of(request), reply) or await answer


def _refuse(request: web.Request, refusal: Refusal) -> web.Response:
    if refusal.status == BAD_REQUEST:
        with requests.remembered(request):
            warn_of(refusal)
    return refused(refusal)


def _site(request: web.Request) -> Site | Refusal:
    intake, key = request.app[keys.INTAKE], request.match_info["key"]
    if "_" in key:  # a name that another product's tracker has for it
        site = intake.admit_to(_named_site(request, key), rate_key_of(request))
    else:
        site = intake.admit(key, rate_key_of(request))
    if isinstance(site, Site) and len(request.raw_path) > MOST_URL:
        return intake.refuse(site.id, Refusal(Reason.LONG))
    return site


def _named_site(request: web.Request, key: str) -> Site | None:
    found = request.app[keys.ALIASES].of_key(key)
    if found is None:
        return None
    site, kind, name = found
    request.app[keys.PEER_COUNTS].note(site, kind, request.app[keys.CLOCK](), name=name)
    return site


def sender_of(request: web.Request) -> Sender:
    """Whom a hit comes from, as the connection and the headers say."""
    headers = request.headers
    hints = ("Sec-CH-UA", "Sec-CH-UA-Platform", "Sec-CH-UA-Mobile")
    return Sender(
        address_of(request),
        headers.get("User-Agent", ""),
        "\n".join(headers.get(name, "") for name in hints),
        headers.get("DNT") == "1" or headers.get("Sec-GPC") == "1",
    )


async def sent_body(request: web.Request) -> bytes | Refusal:
    """All of it, or why there is none."""
    try:
        return await body_of(request)
    except web.HTTPException as error:
        return unread(error)


async def _form(request: web.Request) -> dict[str, object] | Refusal:
    if request.method != "POST":
        return {}
    try:
        return dict(await fields_of(request))
    except web.HTTPException as error:
        return unread(error)


def unread(error: web.HTTPException) -> Refusal:
    """The refusal of a body that did not arrive whole, in time and in bounds."""
    return UNREAD.get(error.status, NO_FORM)
