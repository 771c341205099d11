"""Their hits on our way to the disk."""

from __future__ import annotations

import asyncio

from aiohttp import web

from tracker.domain.addresses import plain_address
from tracker.domain.hits import LEAVE, PAGEVIEW, tidied
from tracker.domain.peers.aliases import AliasKind
from tracker.domain.peers.times import TooOld, within_a_day
from tracker.domain.peers.told import Told
from tracker.domain.refusals import Reason, Refusal
from tracker.services.recording.entries import Outcome
from tracker.services.recording.sender import Sender
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.beacon.answers import BAD_REQUEST, warn_of
from tracker.web.logs import requests
from tracker.web.peers.admitting import Admitted

OLD = Refusal(Reason.BAD, "it was more than a day ago; import what is older")


async def take(
    request: web.Request, admitted: Admitted, told: Told | Refusal, sender: Sender
) -> Refusal | None:
    """Past every rule, and then to the disk; or why not."""
    refusal = await _take(request, admitted, told, sender)
    note(request.app, admitted.site, admitted.kind, refusal, admitted.name)
    return refusal


def note(
    app: web.Application, site: Site, kind: AliasKind, refusal: Refusal | None, name: str
) -> None:
    """That something has come this way, under which name, and what became of it."""
    reason = refusal.reason.value if refusal else ""
    app[keys.PEER_COUNTS].note(site, kind, app[keys.CLOCK](), reason, name)


async def _take(
    request: web.Request, admitted: Admitted, told: Told | Refusal, sender: Sender
) -> Refusal | None:
    site, intake = admitted.site, request.app[keys.INTAKE]
    if isinstance(told, Refusal):
        return refuse(request, site, told)
    at = _time(told, admitted.by_program, intake.now())
    if isinstance(at, Refusal):
        return refuse(request, site, at)
    if not placed(request.app, site, told, sender):
        return None  # what it names is not known any more, and changes no number
    answer: asyncio.Future[Refusal | None] = asyncio.get_running_loop().create_future()

    def reply(outcome: Outcome) -> None:
        refusal = intake.outcome(site.id, outcome)  # counted, though its sender may have left
        if not answer.done():
            answer.set_result(refusal)

    refusal = intake.receive(site, told.hit, sender, reply, at) or await answer
    return _warned(request, refusal) if refusal else None


def refuse(request: web.Request, site: Site | None, refusal: Refusal) -> Refusal:
    """What was found to be none before it could be taken."""
    found = request.app[keys.INTAKE].refuse(site.id if site else 0, refusal)
    return _warned(request, found)


def spoken_for(sender: Sender, address: str, user_agent: str) -> Sender:
    """A visitor of whom a program with a token says what it knows."""
    known = plain_address(address.strip()) or sender.address
    return Sender(known, user_agent or sender.user_agent, sender.hints, sender.private)


def _time(told: Told, by_program: bool, now: int) -> int | Refusal | None:
    """When it was: as a program says, else as it comes."""
    if told.at is None or not by_program:
        return None
    try:
        return within_a_day(told.at, now)
    except TooOld:
        return OLD


def placed(app: web.Application, site: Site, told: Told, sender: Sender) -> bool:
    """Among the pages that this browser had: what its tracker does not say itself. Its texts are
    tidied as those of our own. False for what names a page that is not known."""
    pages, hit = app[keys.LAST_PAGES], tidied(told.hit)
    now = app[keys.INTAKE].now()
    who = (site.id, sender.address, sender.user_agent)
    if hit.name == LEAVE:
        return pages.left(who, told.page, hit, now, told.lasted)
    if hit.name == PAGEVIEW:
        pages.opened(who, told.page, hit, now)
    pages.came(who, hit, now)
    return True


def _warned(request: web.Request, refusal: Refusal) -> Refusal:
    if refusal.status == BAD_REQUEST:
        with requests.remembered(request):
            warn_of(refusal)
    return refusal
