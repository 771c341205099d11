"""A site's named funnels: its editors name, rename and remove them; all its members open them."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import parse_qsl

from aiohttp import web
from multidict import MultiDict
from wtforms import Form, HiddenField, StringField, SubmitField
from wtforms.validators import DataRequired, Length

from tracker.domain.reports.funnels import KeptFunnel
from tracker.domain.reports.kept import LONGEST_NAME, NameTaken, TooMany
from tracker.domain.text import tidy
from tracker.services.sites import kept_for_reports
from tracker.storage.sites.funnels import funnels_of
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.forms.reading import read_form, typed
from tracker.web.funnels.asked import Funnel, read_funnel
from tracker.web.pages.pages import render, url
from tracker.web.questions.asked import Asked
from tracker.web.questions.reading import Wrong
from tracker.web.words.i18n import _

LONGEST = 8_000  # characters of steps: as long as eight of them can be


class FunnelForm(Form):
    """What a funnel is called. `steps`: as the address of the page has them."""

    name = StringField(
        _("Name"),
        [
            DataRequired(_("Give the funnel a name.")),
            Length(max=LONGEST_NAME, message=_("Use a name of at most 100 letters.")),
        ],
        filters=[lambda text: tidy(text, 4 * LONGEST_NAME).strip() if text else text],
    )
    steps = HiddenField()
    remove = SubmitField()

    def funnel(self) -> Funnel:
        """Raises Wrong for what no address could say."""
        sent = typed(self.steps)[:LONGEST]
        funnel = read_funnel(MultiDict(parse_qsl(sent, max_num_fields=20)))
        if not funnel.steps:
            raise Wrong(_("A funnel has %(fewest)d to %(most)d steps.") % {"fewest": 2, "most": 8})
        return funnel._replace(stopped=0)


class Named(NamedTuple):
    """One in the list of the page; `query`: its address, under what else the page asks."""

    id: int
    name: str
    query: str
    is_on: bool


async def named_funnels(
    request: web.Request, site: Site, asked: Asked, shown: Funnel
) -> list[Named]:
    """The site's; `is_on`: the one whose steps are shown."""
    kept = await funnels_of(request.app[keys.KEPT], site.id)
    own = shown._replace(stopped=0).own
    queries = ["&".join(filter(None, (asked.query, each.steps))) for each in kept]
    return [
        Named(each.id, each.name, query, each.steps == own)
        for each, query in zip(kept, queries, strict=True)
    ]


async def funnel_add(request: web.Request) -> web.Response:
    """Name the steps of the page that the form stood on."""
    site, user = await site_for(request, "editor"), await signed_in(request)
    form = await read_form(request, FunnelForm)
    funnel = _funnel(form)
    if not form.validate():
        return await _page(request, site, form, funnel, None)
    kept = _kept(form, funnel, site, user_id=user.id, now=request.app[keys.CLOCK]())
    try:
        await kept_for_reports.add_funnel(request.app[keys.KEPT], kept)
    except (NameTaken, TooMany) as error:
        _refuse(form, error)
        return await _page(request, site, form, funnel, None)
    await audit(request, "funnel made", f"site {site.id}")
    raise _to(request, site, funnel)


async def funnel_name_page(request: web.Request) -> web.Response:
    """One of them, to be called otherwise or removed."""
    site = await site_for(request, "editor")
    known = await _known(request, site)
    form = FunnelForm(data={"name": known.name, "steps": known.steps})
    return await _page(request, site, form, _funnel(form), known.id, 200)


async def funnel_change(request: web.Request) -> web.Response:
    """Another name or, by its other button, no more; either twice is no error."""
    site, number = await site_for(request, "editor"), int(request.match_info["funnel_id"])
    db, form = request.app[keys.KEPT], await read_form(request, FunnelForm)
    if form.remove.data:
        if await kept_for_reports.remove_funnel(db, site.id, number):
            await audit(request, "funnel removed", f"site {site.id}")
        raise _to(request, site, Funnel())
    funnel = _funnel(form)
    if not form.validate():
        return await _page(request, site, form, funnel, number)
    try:
        if await kept_for_reports.change_funnel(db, _kept(form, funnel, site, number)):
            await audit(request, "funnel changed", f"site {site.id}")
    except NameTaken as error:
        _refuse(form, error)
        return await _page(request, site, form, funnel, number)
    raise _to(request, site, funnel)


async def _known(request: web.Request, site: Site) -> KeptFunnel:
    """The one in the path; who asks for one that is gone is led back."""
    number = int(request.match_info["funnel_id"])
    for each in await funnels_of(request.app[keys.KEPT], site.id):
        if each.id == number:
            return each
    raise _to(request, site, Funnel())


def _kept(  # noqa: PLR0917
    form: FunnelForm,
    funnel: Funnel,
    site: Site,
    number: int = 0,
    user_id: int | None = None,
    now: int = 0,
) -> KeptFunnel:
    return KeptFunnel(
        id=number,
        site_id=site.id,
        name=typed(form.name),
        steps=funnel.own,
        user_id=user_id,
        created_at=now,
    )


def _funnel(form: FunnelForm) -> Funnel:
    try:
        return form.funnel()
    except Wrong as wrong:
        raise web.HTTPBadRequest(text=str(wrong)) from None


def _refuse(form: FunnelForm, error: NameTaken | TooMany) -> None:
    taken = _("There is a funnel of that name already.")
    many = _("A site has at most 100 funnels. Remove one first.")
    form.name.errors = [str(taken if isinstance(error, NameTaken) else many)]


def _to(request: web.Request, site: Site, funnel: Funnel) -> web.HTTPSeeOther:
    here = url(request, "funnels", site_id=site.id)
    return web.HTTPSeeOther(f"{here}?{funnel.own}" if funnel.own else here)


async def _page(  # noqa: PLR0917
    request: web.Request,
    site: Site,
    form: FunnelForm,
    funnel: Funnel,
    number: int | None,
    status: int = 422,
) -> web.Response:
    return await render(
        request, "funnels/name.html", status, site=site, form=form, funnel=funnel, number=number
    )
