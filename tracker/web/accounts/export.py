"""All that is kept of a user, to take away: one archive, sent while it is being made."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import IO, Any

import msgspec
from aiohttp import web

from tracker.domain.roles import Role
from tracker.services.accounts import two_factors
from tracker.storage.accounts import audit as audit_rows
from tracker.storage.accounts import login_sessions, personal_tokens
from tracker.storage.accounts.users import User
from tracker.storage.file.transactions import TableRow
from tracker.storage.log.exported_events import pages_of_events
from tracker.storage.log.messages import event_message
from tracker.storage.sites import tokens
from tracker.storage.sites.sites import Site, sites_with_roles
from tracker.web import keys
from tracker.web.accounts.proofs import is_proved, proof_of
from tracker.web.accounts.zip_stream import ZipStream
from tracker.web.asking.audit import audit
from tracker.web.asking.sessions import signed_in
from tracker.web.forms.proofs import Proof
from tracker.web.live.streams import send_pieces
from tracker.web.pages.pages import render
from tracker.web.words.figures import iso
from tracker.web.words.i18n import _

SEND_WITHIN = 10.0  # seconds; who reads slower than a piece in this time is cut off
MOST_ACTS = 1_000

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
    db, now = request.app[keys.DATABASE], request.app[keys.CLOCK]()
    sites = await sites_with_roles(db, user.id)
    facts = await facts_of(request, user, sites)
    head = request.app[keys.LOG].head
    made_at = datetime.fromtimestamp(now / 1000, UTC).timetuple()
    archive = ZipStream((*made_at[:5], made_at[5]))
    content = json.dumps(facts, ensure_ascii=False, indent=2).encode()
    yield archive.add("account.json", content).taken()
    for site in [site for site, role in sites if role == "owner"]:
        # Compressing is work for a thread; what is written is sent before more is read.
        with archive.begin(file_of(site)) as file:
            async for rows in pages_of_events(db, site.id, head):
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


def file_of(site: Site) -> str:
    """The name in the archive of a site's events."""
    return f"events/{site.id}-{re.sub(r'[^A-Za-z0-9.-]+', '-', site.name)[:60]}.jsonl"


async def facts_of(
    request: web.Request, user: User, sites: list[tuple[Site, Role]]
) -> dict[str, Any]:
    """Everything but the events. Passwords and tokens are kept as hashes, which are nobody's to
    take away."""
    db, now = request.app[keys.DATABASE], request.app[keys.CLOCK]()
    sessions = await login_sessions.sessions_of(db, user.id, now)
    acts = await audit_rows.entries(db, about=f"user {user.id}", limit=MOST_ACTS)
    return {
        "exported_at": iso(now),
        "account": plain(user),
        "two_factors": await two_factors.is_on(db, user.id),
        "sessions": [plain(each, but=("user",)) for each in sessions],
        "tokens": [plain(each) for each in await personal_tokens.tokens_of_user(db, user.id)],
        "sites": [await _site(request, site, role) for site, role in sites],
        "acts": [plain(each.entry) for each in acts if each.entry.actor_id == user.id],
    }


async def _site(request: web.Request, site: Site, role: Role) -> dict[str, Any]:
    facts: dict[str, Any] = {"role": role} | plain(site, but=("owner_id",))
    if role == "owner":
        kept = await tokens.tokens_of(request.app[keys.DATABASE], site.id)
        facts |= {"tokens": [plain(token) for token in kept], "events": file_of(site)}
    return facts


def plain(thing: msgspec.Struct, but: tuple[str, ...] = ()) -> dict[str, Any]:
    """A struct for JSON, its times as people read them."""
    facts = {
        name: value for name, value in msgspec.structs.asdict(thing).items() if name not in but
    }
    for name in TIMES & facts.keys():
        facts[name] = None if facts[name] is None else iso(facts[name])
    return facts


TIMES = {"at", "created_at", "seen_at", "used_at", "until", "disabled_at"}
