"""The link in a mail by which it is left, or by which a guest says yes: it works without logging
in. Opening it changes nothing, as mail scanners do it too; a click on the page's button does, or
the mail program's own."""

from __future__ import annotations

from aiohttp import web

from tracker.storage.alerts.guests import Guest, guest_by_token
from tracker.storage.alerts.leaving import find_leaving
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.pages.pages import render
from tracker.web.signing_in.opened_links import quiet


async def leave_page(request: web.Request) -> web.Response:
    """One click from no more of these mails, or from the first."""
    if guest := await _new_guest(request):
        return await _confirm_page(request, guest, said=False)
    return await _leave_page(request, left=False)


async def leave(request: web.Request) -> web.Response:
    """No more of them, or yes; doing it twice is no error."""
    changes, token = request.app[keys.ALERT_CHANGES], request.match_info["token"]
    if guest := await _new_guest(request):
        if await changes.confirm_guest(token):
            await audit(request, "guest of alerts confirmed", f"site {guest.site_id}")
        return await _confirm_page(request, guest, said=True)
    leaving = await find_leaving(request.app[keys.KEPT], token)
    if leaving and await changes.leave(token):
        about, who = f"site {leaving.site_id}", leaving.user_id or None
        await audit(request, "mails left", about, actor_id=who)
    return await _leave_page(request, left=True)


async def _new_guest(request: web.Request) -> Guest | None:
    """Whoever's link it is, as long as they have not said yes."""
    guest = await guest_by_token(request.app[keys.KEPT], request.match_info["token"])
    return guest if guest and guest.confirmed_at is None else None


async def _leave_page(request: web.Request, *, left: bool) -> web.Response:
    leaving = await find_leaving(request.app[keys.KEPT], request.match_info["token"])
    return quiet(await render(request, "alerts/leave.html", leaving=leaving, left=left, user=None))


async def _confirm_page(request: web.Request, guest: Guest, *, said: bool) -> web.Response:
    site = request.app[keys.SITES].by_id.get(guest.site_id)
    name = site.name if site else ""
    page = await render(request, "alerts/confirm.html", about=name, said=said, user=None)
    return quiet(page)
