"""All that is kept of a user, to take away: one archive, sent while it is being made."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import IO

import msgspec
from aiohttp import web

from tracker.storage.accounts.users import User
from tracker.storage.exports.exported_events import pages_of_events
from tracker.storage.file.transactions import TableRow
from tracker.storage.log.messages import event_message
from tracker.storage.sites.sites import sites_with_roles
from tracker.web import keys
from tracker.web.accounts.exported_facts import facts_of, file_of
from tracker.web.accounts.proofs import is_proved, proof_of
from tracker.web.accounts.zip_stream import ZipStream
from tracker.web.asking.audit import audit
from tracker.web.asking.sessions import signed_in
from tracker.web.failing.only_in_one import only_in_one
from tracker.web.forms.proofs import Proof
from tracker.web.live.streams import send_pieces
from tracker.web.pages.pages import render
from tracker.web.words.figures import iso
from tracker.web.words.i18n import _

SEND_WITHIN = 10.0  # seconds; who reads slower than a piece in this time is cut off

_encode = msgspec.json.Encoder().encode


async def export_page(request: web.Request) -> web.Response:
    """What is in the archive, and the question who one is."""
    user = await signed_in(request)
    only_in_one(request.app, keys.DATABASE)
    return await _page(request, await proof_of(request, user))


async def export(request: web.Request) -> web.StreamResponse:
    """The archive; one at a time for each user."""
    user, under_way = await signed_in(request), request.app[keys.EXPORTS]
    only_in_one(request.app, keys.DATABASE)
    proof = await proof_of(request, user)
    if not await is_proved(request, proof, user):
        return await _page(request, proof, 422)
    if user.id in under_way:
        raise web.HTTPTooManyRequests(text=_("Your data are being sent already. Wait for it."))
    under_way.add(user.id)
    try:
        await audit(request, "data exported", f"user {user.id}")
        return await _send(request, user)
    finally:
        under_way.discard(user.id)


async def _page(request: web.Request, proof: Proof, status: int = 200) -> web.Response:
    return await render(request, "accounts/export.html", status, proof=proof)


async def _send(request: web.Request, user: User) -> web.StreamResponse:
    today = iso(request.app[keys.CLOCK]())[:10]
    file = f'attachment; filename="tracker-{today}.zip"'
    response = web.StreamResponse(
        headers={"Content-Type": "application/zip", "Content-Disposition": file}
    )
    await send_pieces(request, response, _pieces(request, user), SEND_WITHIN)
    return response


async def _pieces(request: web.Request, user: User) -> AsyncGenerator[bytes]:
    log, now = request.app[keys.DATABASE], request.app[keys.CLOCK]()
    sites = await sites_with_roles(request.app[keys.KEPT], user.id)
    facts = await facts_of(request, user, sites)
    own = [site for site, role in sites if role == "owner"]
    heads = {site.id: request.app[keys.LOG].head_of(site.id) for site in own}
    made_at = datetime.fromtimestamp(now / 1000, UTC).timetuple()
    archive = ZipStream((*made_at[:5], made_at[5]))
    content = json.dumps(facts, ensure_ascii=False, indent=2).encode()
    yield archive.add("account.json", content).taken()
    for site in own:
        # Compressing is work for a thread; what is written is sent before more is read.
        with archive.begin(file_of(site)) as file:
            async for rows in pages_of_events(log, site.id, heads[site.id]):
                await asyncio.to_thread(write_lines, file, rows)
                yield archive.taken()
    yield archive.end().taken()


def write_lines(file: IO[bytes], rows: list[TableRow]) -> None:
    """The rows as the live stream's messages, one a line."""
    file.write(b"".join(map(line_of, rows)))


def line_of(row: TableRow) -> bytes:
    """The event, with the visitor's address where the site's owner keeps it."""
    line = _encode(event_message(row))
    if row["address"] is not None:
        line = line[:-1] + b',"address":' + _encode(row["address"]) + b"}"
    return line + b"\n"
