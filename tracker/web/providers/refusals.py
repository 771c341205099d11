"""The page that says why somebody did not get in with the provider."""

from __future__ import annotations

import logging

from aiohttp import web

from tracker.services.providers.provider import Provider
from tracker.services.providers.trouble import ProviderTrouble
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.pages.pages import render
from tracker.web.providers.words import WORDS
from tracker.web.signing_in.opened_links import quiet

log = logging.getLogger(__name__)


def provider_of(request: web.Request) -> Provider:
    """404 where the operator has named none."""
    provider = request.app[keys.PROVIDER]
    if provider is None:
        raise web.HTTPNotFound
    return provider


async def not_in(request: web.Request, why: str, target: str = "") -> web.Response:
    """The page; the audit log has the reason."""
    status, said = WORDS[why]
    await audit(request, f"provider sign-in refused: {why}", target)
    name = provider_of(request).name
    context = {"detail": str(said) % {"name": name}, "name": name}
    return quiet(await render(request, "providers/refused.html", status, **context))


async def in_trouble(request: web.Request, trouble: ProviderTrouble) -> web.Response:
    """The same for what the provider has done; the log has what only an operator understands."""
    log.warning("Signing in with %s failed (%s)", provider_of(request).issuer, trouble)
    return await not_in(request, trouble.why)
