"""All that is kept of a user, to take away: one archive, sent while it is being made."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import IO, cast

import msgspec
from aiohttp import web

from tracker.domain.events import Event
from tracker.domain.message_of import message_of
from tracker.domain.messages import EventMessage
from tracker.storage.accounts.users import User
from tracker.storage.sites.sites import sites_with_roles
from tracker.web import keys
from tracker.web.accounts.exported_facts import facts_of, file_of
from tracker.web.accounts.proofs import is_proved, proof_of
from tracker.web.accounts.zip_stream import ZipStream
from tracker.web.asking.audit import audit
from tracker.web.asking.sessions import signed_in
from tracker.web.forms.proofs import Proof
from tracker.web.live.streams import begun, send_pieces
from tracker.web.pages.pages import render
from tracker.web.words.figures import iso
from tracker.web.words.i18n import _

SEND_WITHIN = 10.0  # seconds; who reads slower than a piece in this time is cut off

_encode = msgspec.json.Encoder().encode


async def export_page(request: web.Request) -> web.Response:
    """What is in the archive, and the question who one is."""
    user = await signed_in(request)
    return await _page(request, await proof_of(request, user))


async def export(request: web.Request) -> web.StreamResponse:
    """The archive; one at a time for each user."""
    user, under_way = await signed_in(request), request.app[keys.EXPORTS]
    proof = await proof_of(request, user)
    if not await is_proved(request, proof, user):
        return await _page(request, proof, 422)
    if user.id in under_way:
        raise web.HTTPTooManyRequests(text=_("Your data are being sent already. Wait for it."))
    under_way.add(user.id)
    try:
        pieces = await begun(_pieces(request, user))
        await audit(request, "data exported", f"user {user.id}")
        return await _send(request, pieces)
    finally:
        under_way.discard(user.id)


async def _page(request: web.Request, proof: Proof, status: int = 200) -> web.Response:
    return await render(request, "accounts/export.html", status, proof=proof)


async def _send(request: web.Request, pieces: AsyncGenerator[bytes]) -> web.StreamResponse:
    today = iso(request.app[keys.CLOCK]())[:10]
    file = f'attachment; filename="tracker-{today}.zip"'
    response = web.StreamResponse(
        headers={"Content-Type": "application/zip", "Content-Disposition": file}
    )
    await send_pieces(request, response, pieces, SEND_WITHIN)
    return response


async def _pieces(request: web.Request, user: User) -> AsyncGenerator[bytes]:
    lists, now = request.app[keys.ENGINE].lists, request.app[keys.CLOCK]()
    sites = await sites_with_roles(request.app[keys.KEPT], user.id)
    facts = await facts_of(request, user, sites)
    own = [site for site, role in sites if role == "owner"]
    heads = {site.id: request.app[keys.LOG].head_of(site.id) for site in own}
    made_at = datetime.fromtimestamp(now / 1000, UTC).timetuple()
    archive = ZipStream((*made_at[:5], made_at[5]))
    content = json.dumps(facts, ensure_ascii=False, indent=2).encode()
    archive.add("account.json", content)
    for site in own:
        # Compressing is work for a thread; what is written is sent before more is read.
        with archive.begin(file_of(site)) as file:
            async for events in lists.everything(site.id, heads[site.id]):
                await asyncio.to_thread(write_lines, file, events)
                yield archive.taken()
    yield archive.end().taken()


def write_lines(file: IO[bytes], events: list[Event]) -> None:
    """As the live stream's messages, one a line."""
    file.write(b"".join(map(line_of, events)))


def line_of(event: Event) -> bytes:
    """The event, with the visitor's address where the site's owner keeps it."""
    message = cast("EventMessage", message_of(event))
    message.replay = True
    line = _encode(message)
    if event.address is not None:
        line = line[:-1] + b',"address":' + _encode(event.address) + b"}"
    return line + b"\n"
