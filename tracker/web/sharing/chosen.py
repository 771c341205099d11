"""What an owner has chosen of a shared link, and whether that goes together."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from tracker.domain.days import day_begins, local_day
from tracker.domain.reports.shared_links import SharedLink
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.forms.reading import typed
from tracker.web.sharing.forms import NO_FRAME, SharedLinkForm
from tracker.web.sharing.panels import OFFERED
from tracker.web.words.i18n import _

A_DAY = timedelta(days=1)
RANDOM_BYTES = 32  # of a token; nobody guesses 256 bits


async def chosen_in(request: web.Request, site: Site, form: SharedLinkForm) -> dict[str, Any]:
    """What the form decides about a link."""
    password, day = typed(form.link_password), form.last_day()
    return {
        "name": typed(form.name),
        "kind": form.kind.data,
        "password": await request.app[keys.PASSWORDS].hash(password) if password else None,
        "until": day_begins(day + A_DAY, ZoneInfo(site.time_zone)) if day else None,
        "panels": form.chosen(OFFERED),
        "shows_now": bool(form.shows_now.data),
        "shows_live": bool(form.shows_live.data),
        "frames": form.framers(),
        "is_found": bool(form.is_found.data) and form.kind.data == "public",
    }


def address_in(form: SharedLinkForm, link: SharedLink | None) -> str:
    """The chosen one, else the one there is, unless that can be guessed and is not to be any
    more."""
    if chosen := form.chosen_address():
        return chosen
    if link and not link.is_readable:
        return link.token
    return secrets.token_urlsafe(RANDOM_BYTES)


def may_keep(link: SharedLink, form: SharedLinkForm) -> bool:
    """Whether what is chosen goes with the password that there is; a field says so where not."""
    if not link.password or form.open.data:
        return True
    if form.kind.data == "public":
        form.open.errors = [_("A link for everybody has no password. Tick this, too.")]
        return False
    if form.framers():
        form.frames.errors = [NO_FRAME]
        return False
    return True


def is_to_come(request: web.Request, site: Site, form: SharedLinkForm) -> bool:
    """Whether the last day is not over; the field says so where it is."""
    day = form.last_day()
    today = local_day(request.app[keys.CLOCK](), ZoneInfo(site.time_zone)).date
    if day is None or day >= today:
        return True
    form.until.errors = [_("This day is over.")]
    return False


def last_day(site: Site, link: SharedLink) -> date | None:
    """On which it opens; None: it has no end."""
    if link.until is None:
        return None
    return local_day(link.until - 1, ZoneInfo(site.time_zone)).date
