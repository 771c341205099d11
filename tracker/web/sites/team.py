"""The page of a site's team: who is on the site, and who was asked."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from tracker.domain.roles import Role
from tracker.storage.sites.invitations import invitations_of
from tracker.storage.sites.members import LastOwner, members_of
from tracker.storage.sites.sites import Site, TooManySites
from tracker.web import keys
from tracker.web.accounts.proofs import ask_again, proof_of
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.forms.proofs import Proof
from tracker.web.forms.teams import ROLE_NAMES, WHAT_ROLES_DO, InviteForm
from tracker.web.mail.links import mails_links
from tracker.web.pages.pages import render, url
from tracker.web.words.i18n import _

# What an act may have to say, each beside its own part of the page.
SAID = {"invited": None, "wrong": "", "transfer_error": "", "heir": "", "confirm": ""}
WRONG = {
    LastOwner: _("A site needs an owner. Make somebody else an owner first."),
    TooManySites: _("This person owns as many sites as one may here (SITES_PER_USER)."),
}


async def team_page(request: web.Request) -> web.Response:
    """Who is on the site, and who was asked."""
    return await show_team(request, await site_for(request, "viewer"))


async def show_team(
    request: web.Request,
    site: Site,
    status: int = 200,
    *,
    form: InviteForm | None = None,
    proof: Proof | None = None,
    **said: Any,
) -> web.Response:
    """The page as it is now; `said` is of SAID."""
    db, now = request.app[keys.KEPT], request.app[keys.CLOCK]()
    role: Role = request[keys.ROLE]
    context: dict[str, Any] = {
        "members": await members_of(db, site.id),
        "pending": await invitations_of(db, site.id, now) if role == "owner" else [],
        "proof": proof or await proof_of(request, await signed_in(request), is_sent=False),
        "form": form or InviteForm(),
        "role_names": ROLE_NAMES,
        "what_roles_do": WHAT_ROLES_DO,
        "mails": mails_links(request),
    }
    return await render(request, "sites/team.html", status, site=site, **context, **SAID | said)


async def refuse(request: web.Request, site: Site, why: LastOwner | TooManySites) -> web.Response:
    """The page, with the reason why the team stays as it is."""
    return await show_team(request, site, 422, wrong=WRONG[type(why)])


def back_to_team(request: web.Request, site: Site) -> web.HTTPSeeOther:
    """To be raised once something was done."""
    return web.HTTPSeeOther(url(request, "site_team", site_id=site.id))


async def ask_before_owner(request: web.Request, site: Site) -> web.Response | None:
    """Whoever becomes an owner can delete the site, and take it from the others."""
    what = _(
        "An owner does everything with %(name)s: invites people, takes roles away, deletes it."
    )
    return await ask_again(
        request,
        _("Another owner"),
        what % {"name": site.name},
        url(request, "site_team", site_id=site.id),
    )
