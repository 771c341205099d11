"""Where messages go beside mails: an owner's list of other programs, and the way to try each."""

from __future__ import annotations

import secrets
from typing import Any

import msgspec
from aiohttp import web

from tracker.domain.alerts.message import secret_of
from tracker.domain.alerts.target import Target
from tracker.domain.reports.kept import TooMany
from tracker.storage.alerts.targets import find_target, targets_of
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.accounts.proofs import is_proved, proof_of
from tracker.web.alerts.forms import TargetForm, form_of_target
from tracker.web.alerts.paused import paused_in_words
from tracker.web.alerts.words import SHAPE_NAMES
from tracker.web.asking.audit import audit
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.forms.proofs import Proof
from tracker.web.forms.reading import read_form
from tracker.web.pages.pages import render, url
from tracker.web.words.i18n import _

RANDOM_BYTES = 32  # of a secret


async def target_list(request: web.Request) -> web.Response:
    """The site's targets, and the form for another one."""
    site, user = await site_for(request, "owner"), await signed_in(request)
    return await _page(request, site, TargetForm(), await proof_of(request, user, is_sent=False))


async def target_add(request: web.Request) -> web.Response:
    """Nothing is sent there before an alert names it, or a test."""
    site, user = await site_for(request, "owner"), await signed_in(request)
    form, proof = await read_form(request, TargetForm), await proof_of(request, user)
    read = form.target()
    if read is None or not await is_proved(request, proof, user):
        return await _page(request, site, form, proof, 422)
    new = Target(
        id=0,
        site_id=site.id,
        secret=secret_of(secrets.token_bytes(RANDOM_BYTES)),
        user_id=user.id,
        created_at=request.app[keys.CLOCK](),
        **read._asdict(),
    )
    try:
        number = await request.app[keys.ALERT_CHANGES].add_target(new)
    except TooMany:
        form.name.errors = [_("A site has at most 10 targets. Remove one first.")]
        return await _page(request, site, form, proof, 422)
    await audit(request, "alert target made", f"site {site.id}")
    raise web.HTTPSeeOther(url(request, "alert_target", site_id=site.id, target_id=number))


async def target_page(request: web.Request) -> web.Response:
    """One of them: its secret, a test, and the form to change it."""
    site, user = await site_for(request, "owner"), await signed_in(request)
    target = await _target(request, site)
    proof = await proof_of(request, user, is_sent=False)
    return await _change_page(request, site, form_of_target(target), target, proof)


async def target_change(request: web.Request) -> web.Response:
    """Change it or, by its other button, remove it; either twice is no error."""
    site, user = await site_for(request, "owner"), await signed_in(request)
    form, changes = await read_form(request, TargetForm), request.app[keys.ALERT_CHANGES]
    if form.remove.data:
        if await changes.remove_target(site.id, int(request.match_info["target_id"])):
            await audit(request, "alert target removed", f"site {site.id}")
        raise _back(request, site)
    target, proof = await _target(request, site), await proof_of(request, user)
    read = form.target()
    if read is None or not await is_proved(request, proof, user):
        return await _change_page(request, site, form, target, proof, 422)
    if await changes.change_target(msgspec.structs.replace(target, **read._asdict())):
        await audit(request, "alert target changed", f"site {site.id}")
    raise _back(request, site)


async def target_test(request: web.Request) -> web.Response:
    """Send a message there that says that it is none; the list of messages shows what became of
    it."""
    site = await site_for(request, "owner")
    await request.app[keys.ALERT_CHANGES].test_target(await _target(request, site))
    await audit(request, "alert target tested", f"site {site.id}")
    raise web.HTTPSeeOther(url(request, "deliveries", site_id=site.id))


async def target_again(request: web.Request) -> web.Response:
    """Try now what waits for it."""
    site = await site_for(request, "owner")
    target = await _target(request, site)
    await request.app[keys.ALERT_CHANGES].again(site.id, target.id)
    raise web.HTTPSeeOther(url(request, "deliveries", site_id=site.id))


async def _target(request: web.Request, site: Site) -> Target:
    """The one in the path; who asks for one that is gone is led back to the list."""
    number = int(request.match_info["target_id"])
    target = await find_target(request.app[keys.KEPT], site.id, number)
    if target is None:
        raise _back(request, site)
    return target


def _back(request: web.Request, site: Site) -> web.HTTPSeeOther:
    return web.HTTPSeeOther(url(request, "alert_targets", site_id=site.id))


async def _page(
    request: web.Request, site: Site, form: TargetForm, proof: Proof, status: int = 200
) -> web.Response:
    targets = await targets_of(request.app[keys.KEPT], site.id)
    return await _drawn(
        request, "alerts/targets.html", site, form, status, proof=proof, targets=targets
    )


async def _change_page(  # noqa: PLR0917
    request: web.Request,
    site: Site,
    form: TargetForm,
    target: Target,
    proof: Proof,
    status: int = 200,
) -> web.Response:
    return await _drawn(
        request, "alerts/target.html", site, form, status, proof=proof, target=target
    )


async def _drawn(
    request: web.Request, page: str, site: Site, form: TargetForm, status: int, **more: Any
) -> web.Response:
    paused = paused_in_words(request.app)
    return await render(
        request, page, status, site=site, form=form, shapes=SHAPE_NAMES, paused=paused, **more
    )
