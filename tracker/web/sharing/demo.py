"""The site that the operator shows to everybody (DEMO_SITE): a shared link that no owner made."""

from __future__ import annotations

from aiohttp import web

from tracker.domain.reports.shared_links import SharedLink
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.sharing.panels import USUAL

NAME = "demo"  # its address


def demo_site(app: web.Application) -> Site | None:
    """None for none, or when it was deleted."""
    return app[keys.SITES].by_id.get(app[keys.CONFIG].demo_site)


def demo_link(app: web.Application, token: str) -> SharedLink | None:
    """The link, for its address: the usual panels, live, and findable."""
    site = demo_site(app) if token == NAME else None
    if site is None:
        return None
    return SharedLink(
        id=0,
        site_id=site.id,
        name=NAME,
        kind="public",
        token=NAME,
        password=None,
        until=None,
        panels=USUAL,
        shows_now=True,
        user_id=None,
        created_at=site.created_at,
        shows_live=True,
        is_found=True,
    )
