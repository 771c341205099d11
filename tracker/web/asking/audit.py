"""What is worth remembering of who did what: one entry in the audit log, one line in the log."""

from __future__ import annotations

import logging

from aiohttp import web

from tracker.domain.addresses import network_of
from tracker.storage.accounts.audit import Entry
from tracker.web import keys
from tracker.web.asking.client import address_of

log = logging.getLogger(__name__)


async def audit(
    request: web.Request, action: str, target: str = "", actor_id: int | None = None
) -> None:
    """Remember an act, such as `await audit(request, "password changed", target="user 7")`.

    The actor is who is logged in, if nobody else is named. Neither text may hold a secret, or what
    somebody has typed who is not logged in: people type passwords into the wrong field."""
    login = request.get(keys.LOGIN)
    actor = actor_id if actor_id is not None else login.user.id if login else None
    network = network_of(address_of(request))
    now = request.app[keys.CLOCK]()
    request.app[keys.AUDIT].add(Entry(now, actor, network, action, target))
    log.info("audit: %s%s%s", action, " of " if target else "", target)
