"""What programs may ask and send, with a token: docs/api.md says it to their authors."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import web

from tracker.domain.addresses import plain_address
from tracker.domain.hits import Hit, read_values
from tracker.domain.refusals import Reason, Refusal
from tracker.domain.text import tidy
from tracker.services.recording.entries import Outcome
from tracker.services.recording.sender import Sender
from tracker.services.recording.visitors import PROGRAM
from tracker.storage.sites.sites import Site, sites_with_roles
from tracker.web import keys
from tracker.web.admin.state import server_state
from tracker.web.api.said import ApiSite, EventsAnswer, NotStored, SiteList, as_json
from tracker.web.asking.bearers import bearer_for, reading, site_of_bearer, until_it_ends
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.forms.bodies import body_of
from tracker.web.live.event_stream import frames_of, send_events
from tracker.web.words.i18n import _

MOST_EVENTS = 100  # in one request
LONGEST_AGENT = 512  # characters
HINTS = ("Sec-CH-UA", "Sec-CH-UA-Platform", "Sec-CH-UA-Mobile")
WORST_FIRST = (503, 429, 413, 414, 400)


@shows_no_secret
async def site_list(request: web.Request) -> web.Response:
    """The sites of the token's user, the oldest first."""
    bearer = await bearer_for(request, "read")
    presence = request.app[keys.PRESENCE]
    found = await sites_with_roles(request.app[keys.KEPT], bearer.user.id)
    sites = [
        ApiSite(str(site.id), site.key, site.name, site.time_zone, role, presence.now(site.id))
        for site, role in found
    ]
    return as_json(SiteList(sites))


async def site_live(request: web.Request) -> web.StreamResponse:
    """The frames of the live page as Server-Sent Events; `Last-Event-ID` resumes."""
    access = await reading(request)
    frames = frames_of(request, access.site)
    with (
        request.app[keys.STREAMS].one_more(access.user_id),
        until_it_ends(request, access) as ended,
    ):
        await reading(request)  # once more: it may have ended before it was watched
        return await send_events(request, frames, ended)


async def events_send(request: web.Request) -> web.Response:
    """Events that a server sends for its visitors: what is answered as stored is on disk."""
    bearer = await bearer_for(request, "send")
    site = await site_of_bearer(request, bearer, "editor")
    values = await _events(request)
    answers = await asyncio.gather(*(_take(request, site, each) for each in values))
    refused = [
        NotStored(number, refusal.reason.value, _in_words(refusal))
        for number, refusal in enumerate(answers)
        if refusal
    ]
    status = _status(answers)
    later = {"Retry-After": "1"} if status in {429, 503} else {}
    return as_json(EventsAnswer(len(values) - len(refused), refused), status, **later)


@shows_no_secret
async def admin_status(request: web.Request) -> web.Response:
    """The figures of the admin's page; 404 for whoever is no admin (any more)."""
    bearer = await bearer_for(request, "admin")
    if not bearer.user.is_admin:
        raise web.HTTPNotFound
    return web.json_response(await server_state(request.app))


async def _events(request: web.Request) -> list[Any]:
    """One event, or a list of them; 400 for what is neither."""
    try:
        sent = json.loads((await body_of(request)).decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest(text=_("The body is not JSON.")) from None
    events = sent if isinstance(sent, list) else [sent]
    if not 0 < len(events) <= MOST_EVENTS:
        raise web.HTTPBadRequest(text=_("Send one event, or a list of 1 to 100 events."))
    return events


async def _take(request: web.Request, site: Site, values: Any) -> Refusal | None:
    """One event on its way to the disk, past the same rules as a beacon's."""
    intake = request.app[keys.INTAKE]
    if refusal := intake.admit_program(site):
        return refusal
    sender = _sender(values)
    if isinstance(sender, Refusal):
        return intake.refuse(site.id, sender)
    answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

    def reply(outcome: Outcome) -> None:
        if not answer.done():
            answer.set_result(outcome)

    hit: Hit | Refusal = read_values(values)
    refusal = intake.receive(site, hit, sender, reply)
    return refusal or intake.outcome(site.id, await answer)


def _sender(values: Any) -> Sender | Refusal:
    """Whom the event is about: as the sender says, or the program itself."""
    if not isinstance(values, dict):
        return Refusal(Reason.BAD, "an event is a JSON object")
    address, agent = values.get("address", ""), values.get("user_agent", "")
    if not isinstance(address, str) or not isinstance(agent, str):
        return Refusal(Reason.BAD, "address and user_agent are texts")
    if address and not (address := plain_address(address)):
        return Refusal(Reason.BAD, "address is not an IP address")
    hints = values.get("client_hints") or {}
    if not isinstance(hints, dict) or not all(isinstance(each, str) for each in hints.values()):
        return Refusal(Reason.BAD, "client_hints is an object of texts")
    agent = agent.encode("utf-8", "replace").decode()[:LONGEST_AGENT] if agent.strip() else PROGRAM
    lines = "\n".join(tidy(hints.get(name, ""), LONGEST_AGENT) for name in HINTS)
    return Sender(address, agent, lines, bool(values.get("private")))


def _in_words(refusal: Refusal) -> str:
    detail = f": {refusal.detail}" if refusal.detail else ""
    return f"{refusal.what}{detail}. {refusal.remedy}"


def _status(answers: list[Refusal | None]) -> int:
    """200 where everything was stored or left out on purpose; else the gravest."""
    found = {refusal.status for refusal in answers if refusal}
    return next((status for status in WORST_FIRST if status in found), 200)
