"""The pages of a site's shared links, drawn."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from tracker.domain.reports.shared_links import SharedLink
from tracker.storage.sites.shared_links import shared_links_of
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.forms.proofs import Proof
from tracker.web.pages.origin import own_origin
from tracker.web.pages.pages import render
from tracker.web.sharing.chosen import last_day
from tracker.web.sharing.forms import KINDS, SharedLinkForm
from tracker.web.sharing.framed import frame_line
from tracker.web.sharing.panels import panel_names
from tracker.web.words.site_times import SiteTimes


async def list_page(
    request: web.Request, site: Site, form: SharedLinkForm, proof: Proof, status: int = 200
) -> web.Response:
    """All of them, with the form for another one."""
    links = await shared_links_of(request.app[keys.KEPT], site.id)
    now = request.app[keys.CLOCK]()
    return await render(
        request,
        "sharing/links.html",
        status,
        site=site,
        form=form,
        proof=proof,
        links=links,
        over={each.id for each in links if each.is_over(now)},
        last_days={each.id: last_day(site, each) for each in links},
        times=SiteTimes(site.time_zone),
        origin=own_origin(request),
        frame_line=partial(frame_line, request, site),
        kinds=KINDS,
        panel_names=panel_names(),
    )


async def change_page(  # noqa: PLR0917
    request: web.Request,
    site: Site,
    form: SharedLinkForm,
    link: SharedLink,
    proof: Proof,
    status: int = 200,
) -> web.Response:
    """The form of one that there is."""
    return await render(
        request,
        "sharing/link.html",
        status,
        site=site,
        form=form,
        proof=proof,
        link=link,
        kinds=KINDS,
        panel_names=panel_names(),
    )
