"""Liwan's events, which come to Plausible's address."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tracker.domain.peers.liwan import read_event
from tracker.domain.refusals import Reason, Refusal
from tracker.web import keys
from tracker.web.beacon.routes import sender_of
from tracker.web.peers.admitting import admitted, token_in
from tracker.web.peers.answers import ANY_ORIGIN, FOR_NOW, told_why
from tracker.web.peers.heard import Common, Raw
from tracker.web.peers.taking import refuse, spoken_for, take


async def event(request: web.Request, values: dict[str, Any]) -> web.Response:
    """One event."""
    if not request.headers.get("User-Agent"):
        return _wrong(request, "invalid user agent")
    told = read_event(values)
    if isinstance(told, str):
        return _wrong(request, told)
    sender = sender_of(request)
    site = await admitted(request, sender, "liwan", values["entity_id"], token_in(request))
    if isinstance(site, Refusal):
        return _answer(site)
    if site.by_program:
        address = request.headers.get("X-Forwarded-For", "").partition(",")[0]
        sender = spoken_for(sender, address, "")
    return _answer(await take(request, site, told, sender))


def common(raw: Raw, values: dict[str, Any]) -> Common | None:
    """A report of a site that is known."""
    told = read_event(values)
    if isinstance(told, str) or not raw.client.user_agent:
        return None
    name = values["entity_id"]
    site = raw.app[keys.ALIASES].site("liwan", name)
    return Common("liwan", site, told, raw.client, _answer, name, "liwan") if site else None


def _answer(refusal: Refusal | None) -> web.Response:
    headers = told_why(ANY_ORIGIN, refusal)
    if refusal and refusal.reason in FOR_NOW:
        return web.json_response(
            {"status": refusal.what, "code": refusal.status}, status=refusal.status, headers=headers
        )
    return web.json_response({"status": "OK"}, headers=headers)


def _wrong(request: web.Request, message: str) -> web.Response:
    refusal = refuse(request, None, Refusal(Reason.BAD, message))
    said = {"status": "Bad Request", "message": message, "code": 400}
    return web.json_response(said, status=400, headers=told_why(ANY_ORIGIN, refusal))
