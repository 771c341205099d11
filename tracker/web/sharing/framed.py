"""A shared report in a frame on somebody's pages: on those hosts that its owner has named."""

from __future__ import annotations

from html import escape

from aiohttp import web

from tracker.domain.framing import ancestors
from tracker.domain.reports.shared_links import SharedLink
from tracker.storage.sites.sites import Site
from tracker.web.pages.headers import within
from tracker.web.pages.origin import own_origin
from tracker.web.pages.pages import url
from tracker.web.sharing.frame import for_strangers, leads_nowhere, opened
from tracker.web.sharing.page import report_page
from tracker.web.words.i18n import _, read_in_theme

HEIGHT = 760  # px: figures, chart and two panels of five lines


@for_strangers
async def shared_frame(request: web.Request) -> web.Response:
    """The report without a bar. A link that stands in no frame, or has a password, leads nowhere
    here: what a page around it could do with a form nobody has to find out."""
    found = await opened(request)
    if found is None or not found[0].frames or found[0].password:
        return leads_nowhere(request)
    link, site = found
    read_in_theme(request.match_info.get("theme", "system"))
    frame = {
        "Content-Security-Policy": within(request, ancestors(link.frames)),
        # A page that lets in only what says so (COEP) may be one of those that were named.
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    try:
        page = await report_page(request, link, site, "sharing/framed.html")
    except web.HTTPException as error:
        error.headers.update(frame)  # else the browser shows an error of its own
        raise
    page.headers.update(frame)
    return page


def frame_line(request: web.Request, site: Site, link: SharedLink) -> str:
    """What the owner of such a page pastes."""
    source = own_origin(request) + url(request, "shared_frame", token=link.token)
    title = escape(_("Visits to %(name)s") % {"name": site.name})
    return (
        f'<iframe src="{source}" title="{title}" width="100%" height="{HEIGHT}" '
        'loading="lazy" frameborder="0"></iframe>'
    )
