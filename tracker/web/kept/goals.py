"""A site's goals: seen by its members, made and changed by its editors."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from tracker.domain.reports.kept import NameTaken, TooMany
from tracker.services.sites import kept_for_reports
from tracker.storage.sites.goals import find_goal, goals_of
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.asking.site_access import site_for
from tracker.web.forms.goals import KIND_NAMES, GoalForm, form_of
from tracker.web.forms.reading import read_form, typed
from tracker.web.kept.goal_words import goal_in_words
from tracker.web.pages.pages import render, url
from tracker.web.words.i18n import _
from tracker.web.words.money import currencies


@shows_no_secret
async def goal_list(request: web.Request) -> web.Response:
    """What there is; for editors a form, filled in with what the address names."""
    site = await site_for(request, "viewer")
    return await _page(request, site, GoalForm(request.query))


async def goal_add(request: web.Request) -> web.Response:
    """A goal of which all that was recorded knows at once."""
    site = await site_for(request, "editor")
    form = await _sent(request)
    if (goal := form.goal(site.id)) is None:
        return await _page(request, site, form, 422)
    try:
        await kept_for_reports.add_goal(request.app[keys.KEPT], goal, request.app[keys.CLOCK]())
    except (NameTaken, TooMany) as error:
        _refuse(form, error)
        return await _page(request, site, form, 422)
    await _tell(request, site)
    await audit(request, "goal made", f"site {site.id}")
    raise _back(request, site)


@shows_no_secret
async def goal_page(request: web.Request) -> web.Response:
    """One of them, to be changed or removed."""
    site = await site_for(request, "editor")
    goal = await find_goal(request.app[keys.KEPT], site.id, _number(request))
    if goal is None:
        raise _back(request, site)
    return await _change_page(request, site, goal.name, form_of(goal))


async def goal_change(request: web.Request) -> web.Response:
    """Change it or, by its other button, remove it; either twice is no error."""
    site, number = await site_for(request, "editor"), _number(request)
    db, form = request.app[keys.KEPT], await _sent(request)
    if form.remove.data:
        if await kept_for_reports.remove_goal(db, site.id, number):
            await _tell(request, site)
            await audit(request, "goal removed", f"site {site.id}")
            await request.app[keys.ALERTS].reload(site.id)
        raise _back(request, site)
    if (goal := form.goal(site.id, number)) is None:
        return await _change_page(request, site, typed(form.name), form, 422)
    try:
        if await kept_for_reports.change_goal(db, goal):
            await _tell(request, site)
            await audit(request, "goal changed", f"site {site.id}")
            await request.app[keys.ALERTS].reload(site.id)
    except NameTaken as error:
        _refuse(form, error)
        return await _change_page(request, site, goal.name, form, 422)
    raise _back(request, site)


async def _tell(request: web.Request, site: Site) -> None:
    """Open live views hear of a change."""
    await request.app[keys.GOALS].changed(site.id)


async def _sent(request: web.Request) -> GoalForm:
    await asyncio.to_thread(currencies)
    return await read_form(request, GoalForm)


def _number(request: web.Request) -> int:
    return int(request.match_info["goal_id"])


def _refuse(form: GoalForm, error: NameTaken | TooMany) -> None:
    taken = _("There is a goal of that name already.")
    many = _("A site has at most 100 goals. Remove one first.")
    form.name.errors = [str(taken if isinstance(error, NameTaken) else many)]


def _back(request: web.Request, site: Site) -> web.HTTPSeeOther:
    return web.HTTPSeeOther(url(request, "goals", site_id=site.id))


async def _page(
    request: web.Request, site: Site, form: GoalForm, status: int = 200
) -> web.Response:
    goals = await goals_of(request.app[keys.KEPT], site.id)
    said = {goal.id: goal_in_words(goal) for goal in goals}
    return await _drawn(request, "reports/goals.html", site, form, status, goals=goals, said=said)


async def _change_page(
    request: web.Request, site: Site, name: str, form: GoalForm, status: int = 200
) -> web.Response:
    number = _number(request)
    return await _drawn(request, "reports/goal.html", site, form, status, name=name, number=number)


async def _drawn(
    request: web.Request, page: str, site: Site, form: GoalForm, status: int, **more: Any
) -> web.Response:
    names = await request.app[keys.FACTS].seen_names(site.id)
    return await render(
        request, page, status, site=site, form=form, kinds=KIND_NAMES, names=names, **more
    )
