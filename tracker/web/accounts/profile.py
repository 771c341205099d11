"""What a user says about oneself, and how one wants to read the pages."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from tracker.services.accounts.profiles import save_profile
from tracker.storage.accounts.profiles import Profile
from tracker.storage.accounts.users import Taken, User
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.sessions import signed_in
from tracker.web.forms.profiles import THEMES, ProfileForm
from tracker.web.forms.reading import read_form, typed
from tracker.web.forms.time_zones import time_zones
from tracker.web.pages.pages import render, url
from tracker.web.signing_in.registration import say_taken
from tracker.web.words.catalogues import language_names
from tracker.web.words.report_words import period_names


async def profile_page(request: web.Request) -> web.Response:
    """The profile as it is."""
    user = await signed_in(request)
    await asyncio.to_thread(time_zones)
    form = ProfileForm(
        data={
            "name": user.name,
            "about": user.about,
            "language": user.language,
            "time_zone": user.time_zone or "UTC",
            "theme": user.theme,
            "period": user.period,
        }
    )
    # The time zone of the browser is offered until one was chosen.
    return await _page(request, form, unset=not user.time_zone, saved="saved" in request.query)


async def profile_save(request: web.Request) -> web.Response:
    """It holds from the next page on; a taken name comes back with a free one."""
    user = await signed_in(request)
    await asyncio.to_thread(time_zones)
    form = await read_form(request, ProfileForm)
    if not form.validate():
        return await _page(request, form, 422)
    try:
        name = await _save(request, user, form)
    except Taken as taken:
        await say_taken(request, form, taken)
        return await _page(request, form, 422)
    if name != user.name:
        await audit(request, "name changed", f"user {user.id}")
    raise web.HTTPSeeOther(url(request, "profile") + "?saved")


async def _save(request: web.Request, user: User, form: ProfileForm) -> str:
    chosen = form.language.data, form.time_zone.data, form.theme.data, form.period.data
    profile = Profile(typed(form.name), typed(form.about), *chosen)
    return await save_profile(request.app[keys.KEPT], user, profile)


async def _page(
    request: web.Request, form: ProfileForm, status: int = 200, **said: bool
) -> web.Response:
    context: dict[str, Any] = {"languages": language_names(), "themes": THEMES}
    context |= {"periods": period_names(), "unset": False, "saved": False}
    return await render(request, "accounts/profile.html", status, form=form, **(context | said))
