"""Umami's collector."""

from __future__ import annotations

from typing import Any

import msgspec
from aiohttp import web

from tracker.domain.peers.times import read_time
from tracker.domain.peers.told import Told
from tracker.domain.peers.umami import Invalid, NoAddress, Sent, read_send
from tracker.domain.refusals import Reason, Refusal
from tracker.services.recording.sender import Sender
from tracker.services.recording.visitors import PROGRAM
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.handler_marks import open_to_all
from tracker.web.beacon.routes import sender_of
from tracker.web.peers.admitting import Admitted, admitted, token_in
from tracker.web.peers.answers import FOR_NOW, on_purpose, told_why, worst
from tracker.web.peers.bodies import NoJson, json_of, large_body, small_body
from tracker.web.peers.goatcounter import host_of
from tracker.web.peers.heard import Common, Heard, Raw
from tracker.web.peers.taking import refuse, spoken_for, take

METHODS = "GET, DELETE, POST, PUT"
MOST = 100  # in one batch
AGENT = "Mozilla/5.0 Umami/"  # of their program for servers
Said = dict[str, Any]


@open_to_all
async def preflight(request: web.Request) -> web.Response:
    return web.Response(status=204, headers=_cors(request))


@open_to_all
async def send(request: web.Request) -> web.Response:
    """One event, or what is not counted."""
    body = await small_body(request)
    if isinstance(body, Refusal):
        return _json(request, *_refused(refuse(request, None, body)))
    try:
        values = json_of(body)
    except NoJson as error:
        return _json(request, *_bad(request, str(error)))
    return _json(request, *await _send(request, values))


@open_to_all
async def batch(request: web.Request) -> web.Response:
    """Several, each answered for itself."""
    body = await large_body(request)
    if isinstance(body, Refusal):
        return _json(request, *_refused(refuse(request, None, body)))
    try:
        values = json_of(body)
    except NoJson as error:
        return _json(request, *_bad(request, str(error)))
    if not isinstance(values, list) or len(values) > MOST:
        return _json(request, *_bad(request, "a batch is a list of at most 100"))
    answers = [await _send(request, each) for each in values]
    wrong = [
        {"index": number, "response": said}
        for number, (status, said, _) in enumerate(answers)
        if status != 200
    ]
    caches = [each["cache"] for _, each, _ in answers if "cache" in each]
    said: Said = {
        "size": len(values),
        "processed": len(values) - len(wrong),
        "errors": len(wrong),
        "details": wrong,
        "cache": caches[-1] if caches else None,
    }
    return _json(request, 200, said, worst([each for _, _, each in answers]))


def common(raw: Raw) -> Common | None:
    """A report of an event of a website that is known."""
    try:
        sent = read_send(msgspec.json.decode(raw.body))
    except (ValueError, RecursionError):  # and so are Invalid and NoAddress
        return None
    site = raw.app[keys.ALIASES].site("umami", sent.website)
    if site is None or sent.told is None:
        return None
    told = _on_its_host(raw, site, sent.told)
    visitor = _visitor(raw.client, Admitted(site, "umami", False), sent)

    def answer(refusal: Refusal | None) -> web.Response:
        said = _refused(refusal) if refusal else (200, _stored(raw, sent, visitor), None)
        return _json(raw, *said)

    return Common("umami", site, told, visitor, answer, sent.website)


def _on_its_host(heard: Heard, site: Site, told: Told) -> Told:
    """A page without a host is one of the site's."""
    if told.hit.url.startswith("https:///"):
        told.hit.url = f"https://{host_of(site) or heard.host}{told.hit.url[8:]}"
    return told


async def _send(request: web.Request, values: object) -> tuple[int, Said, Refusal | None]:
    try:
        sent = read_send(values)
    except Invalid as error:
        return _bad(request, f"payload: {error}")
    except NoAddress:
        refusal = refuse(request, None, Refusal(Reason.BAD, "url is missing"))
        return 500, {"error": _error("Server error", "server-error", 500)}, refusal
    client = sender_of(request)
    site = await admitted(request, client, "umami", sent.website, token_in(request))
    if isinstance(site, Refusal):
        return _refused(site)
    sender = _visitor(client, site, sent)
    if sent.told is None:
        return 200, _stored(request, sent, sender), None
    _on_its_host(request, site.site, sent.told)
    sent.told.at = read_time(sent.at)
    objection = await take(request, site, sent.told, sender)
    return _refused(objection) if objection else (200, _stored(request, sent, sender), None)


def _visitor(client: Sender, site: Admitted, sent: Sent) -> Sender:
    """Of their own program for servers only a token tells whom it speaks of; without one all it
    says comes from one place, and it is no bot."""
    named = sent.user_agent if site.by_program else ""
    sender = spoken_for(client, sent.address, named) if site.by_program else client
    if client.user_agent.startswith(AGENT) and not named:
        sender.user_agent = PROGRAM
    return sender


def _stored(request: Heard, sent: Sent, sender: Sender) -> Said:
    tokens, now = request.app[keys.UMAMI_TOKENS], request.app[keys.CLOCK]() // 1000
    known = tokens.read(request.headers.get("x-umami-cache", ""))
    who = f"{sender.address}\0{sender.user_agent}"
    session = tokens.session(sent.website, who, known, now)
    return {
        "cache": tokens.token(session),
        "sessionId": session.session,
        "visitId": session.visit,
    }


def _refused(refusal: Refusal) -> tuple[int, Said, Refusal]:
    """As they answer who is not counted: quietly, but for blocks and for what they do not know."""
    if refusal.reason is Reason.BLOCKED:
        return 403, {"error": _error("Forbidden", "forbidden", 403)}, refusal
    if on_purpose(refusal):
        return 200, {"beep": "boop"}, refusal
    if refusal.reason is Reason.UNKNOWN:
        return 400, {"error": _error("Website not found.", "bad-request", 400)}, refusal
    if refusal.reason in FOR_NOW or refusal.reason is Reason.LARGE:
        status = refusal.status
        return status, {"error": _error(refusal.what, refusal.reason.value, status)}, refusal
    return 400, {"error": _error("Bad request", "bad-request", 400)}, refusal


def _bad(request: web.Request, detail: str) -> tuple[int, Said, Refusal]:
    return _refused(refuse(request, None, Refusal(Reason.BAD, detail)))


def _error(message: str, code: str, status: int) -> Said:
    return {"message": message, "code": code, "status": status}


def _json(request: Heard, status: int, said: Said, refusal: Refusal | None) -> web.Response:
    return web.json_response(said, status=status, headers=told_why(_cors(request), refusal))


def _cors(request: Heard) -> dict[str, str]:
    """Any origin; by its name where the page wants cookies sent along, which we do not read."""
    asked = request.headers.get("Access-Control-Request-Headers", "")
    origin = request.headers.get("Origin", "")
    headers = {
        "Access-Control-Allow-Origin": origin or "*",
        "Access-Control-Allow-Headers": asked or "*",
        "Access-Control-Allow-Methods": METHODS,
        "Access-Control-Max-Age": "86400",
        "Cache-Control": "no-cache",
    }
    if origin:
        headers |= {"Access-Control-Allow-Credentials": "true", "Vary": "Origin"}
    return headers
