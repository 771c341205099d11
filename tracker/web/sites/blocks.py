"""What a site does not count: its owner's own visits, addresses, countries, pages, hosts."""

from __future__ import annotations

from aiohttp import web

from tracker.domain.blocks.block import Block, BlockKind
from tracker.domain.countries import COUNTRIES
from tracker.storage.sites.blocks import TooManyBlocks, TooManyPatterns, blocks_of
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.forms.blocks import KIND_NAMES, BlockForm
from tracker.web.forms.reading import read_form
from tracker.web.pages.pages import render, url
from tracker.web.sites.own_visits import own_visits, with_proxies
from tracker.web.words.figures import country
from tracker.web.words.i18n import _


@shows_no_secret
async def block_list(request: web.Request) -> web.Response:
    """How to leave oneself out, what is blocked, and the form for more of it."""
    site = await site_for(request, "editor")
    return await _page(request, site, BlockForm(), said=request.query_string)


async def block_add(request: web.Request) -> web.Response:
    """It holds for the next hit."""
    site, user = await site_for(request, "editor"), await signed_in(request)
    form = await read_form(request, BlockForm)
    read = form.block(site.name)
    if read is None:
        return await _page(request, site, form, 422)
    now = request.app[keys.CLOCK]()
    block = Block(id=0, site_id=site.id, user_id=user.id, created_at=now, **read._asdict())
    try:
        added = await request.app[keys.BLOCKS].add(block)
    except (TooManyBlocks, TooManyPatterns) as error:
        form.of.errors = [str(TOO_MANY[type(error)])]
        return await _page(request, site, form, 422)
    if not added:
        form.of.errors = [_("This is blocked already.")]
        return await _page(request, site, form, 422)
    await audit(request, "block added", f"site {site.id}")
    raise web.HTTPSeeOther(url(request, "site_blocks", site_id=site.id) + "?added")


async def block_remove(request: web.Request) -> web.Response:
    """Count it again from the next hit on; removing it twice is no error."""
    site = await site_for(request, "editor")
    if await request.app[keys.BLOCKS].remove(site.id, int(request.match_info["block_id"])):
        await audit(request, "block removed", f"site {site.id}")
    raise web.HTTPSeeOther(url(request, "site_blocks", site_id=site.id) + "?removed")


TOO_MANY: dict[type[Exception], str] = {
    TooManyBlocks: _("A site has at most 500 blocks. Remove one first, or block a network."),
    TooManyPatterns: _(
        "At most 50 pages of a site may have a star before the end. Remove one first."
    ),
}
KIND_WORDS: dict[BlockKind, str] = {
    "address": _("Address"),
    "country": _("Country"),
    "page": _("Page"),
    "host": _("Host"),
}


async def _page(
    request: web.Request, site: Site, form: BlockForm, status: int = 200, said: str = ""
) -> web.Response:
    blocks = await blocks_of(request.app[keys.KEPT], site.id)
    return await render(
        request,
        "sites/blocks.html",
        status,
        site=site,
        form=form,
        kinds=KIND_NAMES,
        blocks=blocks,
        words=KIND_WORDS,
        names={each.id: country(each.of) for each in blocks if each.kind == "country"},
        countries=sorted(map(country, COUNTRIES)),
        with_proxies={each.id for each in blocks if with_proxies(request, each)},
        own=own_visits(request, site),
        said=said,
    )
