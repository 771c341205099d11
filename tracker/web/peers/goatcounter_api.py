"""GoatCounter's API for servers that count: many hits at once, with a token."""

from __future__ import annotations

import asyncio

from aiohttp import web

from tracker.domain.addresses import plain_address
from tracker.domain.peers.goatcounter_api import Rejected, Visit, read_hits
from tracker.domain.refusals import Refusal
from tracker.services.recording.sender import Sender
from tracker.services.recording.visitors import PROGRAM
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.handler_marks import open_to_all
from tracker.web.peers.admitting import Admitted, speaks_for, token_in
from tracker.web.peers.answers import ANY_ORIGIN, FOR_NOW, told_why, worst
from tracker.web.peers.bodies import NoJson, json_of, large_body
from tracker.web.peers.goatcounter import named_site, page_origin
from tracker.web.peers.taking import take

CORS = ANY_ORIGIN | {"Access-Control-Allow-Credentials": "true"}
PREFLIGHT = CORS | {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
}


@open_to_all
async def preflight(_: web.Request) -> web.Response:
    return web.Response(headers=PREFLIGHT)


@open_to_all
async def count(request: web.Request) -> web.Response:
    """Each hit for itself: what is wrong with one keeps none of the others away."""
    site, name = named_site(request, request.match_info.get("key", ""))
    if site is None or not await speaks_for(request, site, token_in(request)):
        return _no_token()
    if not request.headers.get("Content-Type", "").startswith("application/json"):
        return web.Response(status=415)
    body = await large_body(request)
    if isinstance(body, Refusal):
        return _failed(body.what, body.status)
    try:
        visits = read_hits(json_of(body), page_origin(request, site), request.app[keys.CLOCK]())
    except NoJson as error:
        return _failed(f"invalid JSON: {error}", 400)
    except Rejected as error:
        return _failed(str(error), error.status)
    taken = await asyncio.gather(*(_take(request, site, name, each) for each in visits))
    return _answer(visits, list(taken))


async def _take(request: web.Request, site: Site, name: str, visit: Visit) -> Refusal | None:
    if visit.told is None or visit.failed:
        return None
    if refusal := request.app[keys.INTAKE].admit_program(site):
        return refusal
    if not isinstance(visit.told, Refusal):
        visit.told.hit.language = visit.language
    # A session stands for an address and a browser: nothing else is known of it.
    address = plain_address(visit.address) or visit.session[:80]
    sender = Sender(address, visit.user_agent or PROGRAM, "", False)
    return await take(request, Admitted(site, "goatcounter", True, name), visit.told, sender)


def _answer(visits: list[Visit], refusals: list[Refusal | None]) -> web.Response:
    headers = told_why(CORS, worst(refusals))
    errors = {str(number): visit.failed for number, visit in enumerate(visits) if visit.failed}
    filtered = [number for number, refusal in enumerate(refusals) if refusal]
    if filtered:
        headers["X-Goatcounter-Filter"] = ", ".join(map(str, filtered))
    passing = next((each for each in refusals if each and each.reason in FOR_NOW), None)
    if passing and len(filtered) == len(visits):
        return web.json_response({"error": passing.what}, status=passing.status, headers=headers)
    if errors:
        return web.json_response({"errors": errors}, status=400, headers=headers)
    headers["Content-Type"] = "text/plain; charset=utf-8"
    return web.Response(status=202, body=b'{"status":"ok"}', headers=headers)


def _failed(said: str, status: int) -> web.Response:
    return web.json_response({"error": said}, status=status, headers=CORS)


def _no_token() -> web.Response:
    headers = CORS | {"WWW-Authenticate": "Basic realm=GoatCounter"}
    said = {"error": "a token with the scope send, of an editor of the site, is needed"}
    return web.json_response(said, status=401, headers=headers)
