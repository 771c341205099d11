"""Matomo's tracker address."""

from __future__ import annotations

import asyncio
import base64
from functools import partial

from aiohttp import web

from tracker.domain.peers.matomo import (
    MOST_REQUESTS,
    Invalid,
    Query,
    Request,
    query_of,
    read_bulk,
    read_query,
    read_request,
)
from tracker.domain.peers.times import read_time
from tracker.domain.refusals import Reason, Refusal
from tracker.web import keys
from tracker.web.asking.handler_marks import open_to_all
from tracker.web.beacon.routes import sender_of
from tracker.web.peers.admitting import admitted
from tracker.web.peers.answers import ANY_ORIGIN, FOR_NOW, on_purpose, told_why, worst
from tracker.web.peers.bodies import large_body
from tracker.web.peers.heard import Common, Heard, Raw
from tracker.web.peers.taking import refuse, spoken_for, take

GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAAAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==")
TOGETHER = 10
HELLO = "This is the address to which Matomo’s trackers report. Tracker answers here in its place."
NOTHING = "Nothing was sent."


@open_to_all
async def preflight(_: web.Request) -> web.Response:
    headers = ANY_ORIGIN | {
        "Access-Control-Allow-Headers": "*",
        "Access-Control-Allow-Methods": "GET, POST",
    }
    return web.Response(status=204, headers=headers)


@open_to_all
async def track(request: web.Request) -> web.Response:
    """A request in the query, in a form, or many in one body."""
    body = await large_body(request) if request.method == "POST" else b""
    if isinstance(body, Refusal):
        return _image(request, refuse(request, None, body), silent=False)
    try:
        if bulk := read_bulk(body):
            return await _several(request, *bulk)
    except Invalid as error:
        return _said(request, refuse(request, None, Refusal(Reason.BAD, str(error))), 0, 1)
    query = read_query(request.rel_url.raw_query_string)
    if body:
        query |= read_query(body.decode("utf-8", "replace"))
    if not query:
        return _nothing(request)
    refusal = await _take(request, query, "")
    return _image(request, refusal, silent=query.get("send_image") == "0")


def common(raw: Raw) -> Common | None:
    """A report of one hit in the query, of a site that is known."""
    query = read_query(raw.query)
    if raw.body or not query:
        return None
    try:
        sent = read_request(query, raw.headers.get("Referer", ""))
    except Invalid:
        return None
    site = raw.app[keys.ALIASES].site("matomo", sent.site)
    if site is None or sent.told is None or sent.token or sent.address:
        return None
    sender = spoken_for(raw.client, "", sent.user_agent) if sent.user_agent else raw.client
    answer = partial(_image, raw, silent=sent.silent)
    same = f"matomo {sent.silent} {raw.headers.get('Origin', '')}"
    return Common("matomo", site, sent.told, sender, answer, sent.site, same)


async def _several(
    request: web.Request, sent: list[object], token: str, silent: bool
) -> web.Response:
    """Some at a time, so that others have their turn."""
    found: list[Refusal | None] = []
    for begin in range(0, min(len(sent), MOST_REQUESTS), TOGETHER):
        some = [query_of(each) for each in sent[begin : begin + TOGETHER]]
        found += await asyncio.gather(*(_take(request, each, token) for each in some))
        await asyncio.sleep(0)
    refusals = [each for each in found if each and not on_purpose(each)]
    tracked = len(found) - len(refusals)
    refusal = worst(found)
    if silent and (tracked or not refusals):
        return web.Response(status=204, headers=_cors(request, refusal))
    return _said(request, refusal, tracked, len(sent) - tracked)


async def _take(request: web.Request, query: Query, token: str) -> Refusal | None:
    try:
        sent = read_request(query, request.headers.get("Referer", ""))
    except Invalid as error:
        return refuse(request, None, Refusal(Reason.BAD, str(error)))
    client = sender_of(request)
    site = await admitted(request, client, "matomo", sent.site, sent.token or token)
    if isinstance(site, Refusal):
        return site
    if sent.address and not site.by_program:
        return refuse(request, site.site, Refusal(Reason.BAD, "cip needs a token"))
    if sent.told is None:
        return None
    sent.told.at = _named_time(request, sent)
    sender = spoken_for(client, sent.address, sent.user_agent)
    return await take(request, site, sent.told, sender)


def _named_time(request: web.Request, sent: Request) -> int | None:
    """Of the future or of long ago is nothing."""
    now = request.app[keys.CLOCK]()
    if sent.cdo is not None:
        ago = read_time(max(sent.cdo, 0))
        return None if ago is None else now - ago
    return read_time(sent.cdt)


def _image(request: Heard, refusal: Refusal | None, silent: bool) -> web.Response:
    """Their script sends what was not answered by success once more as an image, so only an image
    is told of a mistake by its status, and what may pass with another try."""
    headers = _cors(request, refusal)
    if refusal and refusal.reason in FOR_NOW:
        return web.Response(status=refusal.status, headers=headers)
    if silent:
        return web.Response(status=204, headers=headers)
    wrong = refusal and not on_purpose(refusal) and request.method == "GET"
    headers |= {"Content-Type": "image/gif", "Cache-Control": "no-store"}
    return web.Response(status=400 if wrong else 200, body=GIF, headers=headers)


def _said(
    request: web.Request, refusal: Refusal | None, tracked: int, invalid: int
) -> web.Response:
    headers = _cors(request, refusal)
    if refusal and refusal.reason in FOR_NOW and not tracked:
        said = {"status": "error", "message": refusal.what}
        return web.json_response(said, status=refusal.status, headers=headers)
    counted = {"status": "success", "tracked": tracked, "invalid": invalid}
    return web.json_response(counted, headers=headers)


def _nothing(request: web.Request) -> web.Response:
    if request.method == "POST":
        return web.Response(status=400, text=NOTHING, headers=_cors(request, None))
    return web.Response(text=HELLO, content_type="text/html", headers=_cors(request, None))


def _cors(request: Heard, refusal: Refusal | None) -> dict[str, str]:
    """The page's own origin: with `*` their script would send the same once more."""
    origin = request.headers.get("Origin", "")
    if not origin:
        return told_why(ANY_ORIGIN, refusal)
    headers = {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Credentials": "true",
        "Vary": "Origin",
    }
    return told_why(headers, refusal)
