"""How a site switches to us: what it is called elsewhere, and the line that changes."""

from __future__ import annotations

from aiohttp import web

from tracker.domain.peers.aliases import Alias, AliasKind
from tracker.domain.peers.lines import lines
from tracker.storage.sites.aliases import Taken, TooManyAliases, aliases_of
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.forms.reading import read_form
from tracker.web.pages.origin import own_origin
from tracker.web.pages.pages import render, url
from tracker.web.peers.alias_form import MEANT, PRODUCTS, AliasForm
from tracker.web.words.i18n import _


@shows_no_secret
async def switching_page(request: web.Request) -> web.Response:
    """The lines, what came through them, and the names."""
    site = await site_for(request, "editor")
    form = AliasForm()
    if (wanted := request.query.get("for", "")) in MEANT:
        form.kind.data = wanted
    return await _page(request, site, form, said=request.query.get("said", ""))


async def alias_add(request: web.Request) -> web.Response:
    """It holds for the next hit."""
    site, user = await site_for(request, "editor"), await signed_in(request)
    form = await read_form(request, AliasForm)
    read = form.alias()
    if read is None:
        return await _page(request, site, form, 422)
    kind, name = read
    now = request.app[keys.CLOCK]()
    alias = Alias(id=0, site_id=site.id, kind=kind, name=name, user_id=user.id, created_at=now)
    try:
        added = await request.app[keys.ALIASES].add(alias)
    except (Taken, TooManyAliases) as error:
        form.name.errors = [str(REFUSED[type(error)])]
        return await _page(request, site, form, 422)
    if not added:
        form.name.errors = [_("The site has this name already.")]
        return await _page(request, site, form, 422)
    await audit(request, "alias added", f"site {site.id}")
    page = url(request, "site_switching", site_id=site.id)
    raise web.HTTPSeeOther(f"{page}?for={kind}&said=added")


async def alias_remove(request: web.Request) -> web.Response:
    """From the next hit on; removing it twice is no error."""
    site = await site_for(request, "editor")
    if await request.app[keys.ALIASES].remove(site.id, int(request.match_info["alias_id"])):
        await audit(request, "alias removed", f"site {site.id}")
    raise web.HTTPSeeOther(url(request, "site_switching", site_id=site.id) + "?said=removed")


REFUSED: dict[type[Exception], str] = {
    Taken: _("Another site on this server has this name."),
    TooManyAliases: _("A site has at most 100 names. Remove one first."),
}


async def _page(
    request: web.Request, site: Site, form: AliasForm, status: int = 200, said: str = ""
) -> web.Response:
    aliases = await aliases_of(request.app[keys.KEPT], site.id)
    names = {each.kind: each.name for each in reversed(aliases)}
    counts, now = request.app[keys.PEER_COUNTS], request.app[keys.CLOCK]()
    address = own_origin(request) + url(request, "home")
    address += "" if address.endswith("/") else "/"
    return await render(
        request,
        "sites/switching.html",
        status,
        site=site,
        form=form,
        products=PRODUCTS,
        meant=MEANT,
        aliases=aliases,
        lines=lines(address, site.key, names),
        came={kind: counts.of(site.id, kind) for kind in MEANT},
        lately={each.id: counts.lately(site, counted_as(each), each.name, now) for each in aliases},
        now=now,
        chosen=form.kind.data,
        said=said,
    )


def counted_as(alias: Alias) -> AliasKind:
    """Of which product what comes under that name is counted: only GoatCounter's trackers name a
    site by a host."""
    return "goatcounter" if alias.kind == "host" else alias.kind
