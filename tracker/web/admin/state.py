"""What the server is doing, in figures: for the admin's page and for programs."""

from __future__ import annotations

import asyncio
import platform
from typing import Any

from aiohttp import web

from tracker.build import version
from tracker.services.limits.disk_space import disk_of
from tracker.services.upkeep import growth
from tracker.services.upkeep.stored import Stored
from tracker.storage.accounts.counts import counts
from tracker.web import keys
from tracker.web.admin.erasing import erasing


async def growth_of(app: web.Application, stored: Stored | None = None) -> dict[str, Any]:
    """What grows, in bytes, and who sends it."""
    known = app[keys.SITES].by_id

    def name(site_id: int) -> str:
        return known[site_id].name if site_id in known else f"site {site_id}"

    found = stored or await app[keys.STORED].stored()
    return {**found.growth, **growth.senders(app[keys.SHARES], app[keys.CLOCK](), name)}


async def server_state(app: web.Application) -> dict[str, Any]:
    """Everything as JSON has it; times are ms, UTC, sizes are bytes."""
    config, recorder, mailer = app[keys.CONFIG], app[keys.RECORDER], app[keys.MAILER]
    free, total = await asyncio.to_thread(disk_of, config.data_dir)
    stored = await app[keys.STORED].stored()
    return {
        "versions": {
            "tracker": version(),
            "python": platform.python_version(),
            **stored.versions,
        },
        "health": app[keys.HEALTH].report(),
        "queue": {"waiting": recorder.depth, "most": config.queue_size},
        "hits": app[keys.INTAKE].hits,
        "refused": {str(reason): count for reason, count in app[keys.REFUSED].totals().items()},
        "watchers": app[keys.LIVE].watchers,
        "disk": {"free": free, "total": total, **stored.disk},
        "mail": {"sends": mailer.sends, "waiting": mailer.depth, "trouble": mailer.trouble},
        "growth": await growth_of(app, stored),
        "erasing": erasing(app),
        "reports": app[keys.ENGINE].state._asdict(),
        **stored.others,
        **await counts(app[keys.KEPT]),
    }
