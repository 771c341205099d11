"""The admin's pages about the server: its state, every site, the audit log, one's address."""

from __future__ import annotations

from aiohttp import web

from tracker.domain.refusals import WORDS
from tracker.storage.accounts import audit
from tracker.storage.accounts.people import all_sites
from tracker.storage.file.transactions import Accounts
from tracker.web import keys
from tracker.web.admin.audit_words import act_in_words, target_in_words
from tracker.web.admin.erasing import for_readers
from tracker.web.admin.state import server_state
from tracker.web.asking.client import address_of, peer_of
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.asking.sessions import admin
from tracker.web.pages.lists import number_in, show_list
from tracker.web.pages.pages import render
from tracker.web.words.i18n import _

ENTRIES_A_PAGE = 50


@shows_no_secret
async def server_page(request: web.Request) -> web.Response:
    """Disk, queue, refusals, versions, backups."""
    await admin(request)
    totals = request.app[keys.REFUSED].totals()
    return await render(
        request,
        "admin/server.html",
        state=await server_state(request.app),
        refused=[(_(WORDS[reason].what), count) for reason, count in totals.items()],
        erasing=for_readers(request.app),
        every=request.app[keys.CONFIG].backup_every,
        folder=request.app[keys.CONFIG].backups,
        now=request.app[keys.CLOCK](),
    )


@shows_no_secret
async def sites_page(request: web.Request) -> web.Response:
    """Every site with its owner; what was recorded for it is its members' alone."""
    await admin(request)
    return await show_list(request, "admin/sites.html", all_sites, lambda row: row.site.id)


@shows_no_secret
async def audit_page(request: web.Request) -> web.Response:
    """Who did what, the newest first; by action, and by or about somebody."""
    await admin(request)
    await request.app[keys.AUDIT].flush()
    db, query = request.app[keys.KEPT], request.query
    action, about = query.get("action", "")[:100], query.get("about", "")[:200].strip()
    before = number_in(request, "before") or audit.NEWEST
    rows = await audit.entries(
        db, before=before, action=action, about=about, limit=ENTRIES_A_PAGE + 1
    )
    return await render(
        request,
        "admin/audit.html",
        rows=rows[:ENTRIES_A_PAGE],
        more=rows[ENTRIES_A_PAGE - 1].id if len(rows) > ENTRIES_A_PAGE else 0,
        newest=before == audit.NEWEST,
        action=action,
        about=about,
        actions=await _actions(db),
        act_in_words=act_in_words,
        target_in_words=target_in_words,
    )


async def _actions(db: Accounts) -> list[tuple[str, str]]:
    """Every kind of act there has been, with its words, as a dictionary has them."""
    words = [(action, act_in_words(action)) for action in await audit.actions(db)]
    return sorted(words, key=lambda each: each[1].casefold())


async def address_page(request: web.Request) -> web.Response:
    """What address do you see for me? For checking TRUSTED_PROXIES."""
    await admin(request)
    forwarded = ("X-Forwarded-For", "Forwarded")
    return await render(
        request,
        "admin/address.html",
        address=address_of(request),
        peer=peer_of(request),
        sent={name: ", ".join(request.headers.getall(name, ())) for name in forwarded},
        trusted=request.app[keys.CONFIG].trusted_proxies,
    )
