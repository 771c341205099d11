"""Plausible's collector, where Liwan's events arrive, too."""

from __future__ import annotations

from functools import partial
from typing import Any

import msgspec
from aiohttp import web

from tracker.domain.peers import liwan as liwan_events
from tracker.domain.peers.plausible import Errors, Event, read_event
from tracker.domain.refusals import Reason, Refusal
from tracker.services.recording.sender import Sender
from tracker.web import keys
from tracker.web.asking.handler_marks import open_to_all
from tracker.web.beacon.routes import sender_of
from tracker.web.peers import liwan
from tracker.web.peers.admitting import admitted, token_in
from tracker.web.peers.answers import ANY_ORIGIN, FOR_NOW, told_why, worst
from tracker.web.peers.bodies import NoJson, object_of, small_body
from tracker.web.peers.heard import Common, Raw
from tracker.web.peers.taking import refuse, spoken_for, take

CORS = ANY_ORIGIN | {"Access-Control-Allow-Credentials": "true"}
PREFLIGHT = CORS | {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, Authorization, Accept, X-Requested-With",
    "Access-Control-Max-Age": "1728000",
}
NO_JSON: Errors = {"request": ["Unable to parse request body as json"]}
MOST_SITES = 10  # of one event


@open_to_all
async def event(request: web.Request) -> web.Response:
    """An event, or how long a page was looked at."""
    body = await small_body(request)
    if isinstance(body, Refusal):
        return _answer(1, refuse(request, None, body))
    try:
        values = object_of(request, body)
    except NoJson as error:
        return _wrong(request, NO_JSON, str(error))
    if liwan_events.is_theirs(values):
        return await liwan.event(request, values)
    return await _event(request, values)


@open_to_all
async def preflight(_: web.Request) -> web.Response:
    return web.Response(status=204, headers=PREFLIGHT)


def common(raw: Raw) -> Common | None:
    """A report of one hit of one site."""
    try:
        values = msgspec.json.decode(raw.body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict):
        return None
    if liwan_events.is_theirs(values):
        return liwan.common(raw, values)
    found = read_event(values)
    if not isinstance(found, Event) or len(found.domains) != 1:
        return None
    site = raw.app[keys.ALIASES].site("plausible", found.domains[0])
    if site is None:
        return None
    answer, name = partial(_answer, 1), found.domains[0]
    return Common("plausible", site, found.told, raw.client, answer, name, "plausible")


async def _event(request: web.Request, values: dict[str, Any]) -> web.Response:
    found = read_event(values)
    if not isinstance(found, Event):
        return _wrong(request, found, "; ".join(f"{key} {said[0]}" for key, said in found.items()))
    if len(found.domains) == 1:
        refusals = [await _take(request, found, found.domains[0])]
    else:
        several = [read_event(values) for _ in found.domains[:MOST_SITES]]
        refusals = [
            await _take(request, each, domain)
            for each, domain in zip(several, found.domains, strict=False)
            if isinstance(each, Event)
        ]
    return _answer(sum(map(bool, refusals)), worst(refusals))


async def _take(request: web.Request, found: Event, domain: str) -> Refusal | None:
    sender = sender_of(request)
    site = await admitted(request, sender, "plausible", domain, token_in(request))
    if isinstance(site, Refusal):
        return site
    if site.by_program:
        sender = _visitor(request, sender)
    return await take(request, site, found.told, sender)


def _visitor(request: web.Request, sender: Sender) -> Sender:
    """As a server that reports for its visitors names them."""
    headers = request.headers
    address = headers.get("X-Plausible-IP") or headers.get("X-Forwarded-For", "").partition(",")[0]
    return spoken_for(sender, address, "")


def _answer(dropped: int, refusal: Refusal | None) -> web.Response:
    headers = told_why(CORS, refusal)
    if refusal is None:
        return web.Response(status=202, text="ok", headers=headers)
    headers["x-plausible-dropped"] = str(dropped)
    if refusal.reason in FOR_NOW or refusal.reason is Reason.LARGE:
        return web.Response(status=refusal.status, text=refusal.what, headers=headers)
    return web.Response(status=202, text="ok", headers=headers)


def _wrong(request: web.Request, errors: Errors, detail: str) -> web.Response:
    refusal = refuse(request, None, Refusal(Reason.BAD, detail[:80]))
    headers = told_why(CORS, refusal) | {"x-plausible-dropped": "1"}
    return web.json_response({"errors": errors}, status=400, headers=headers)
