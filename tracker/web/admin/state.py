"""What the server is doing, in figures: for the admin's page and for programs."""

from __future__ import annotations

import asyncio
import platform
from typing import Any

from aiohttp import web

from tracker.build import version
from tracker.services.limits.disk_space import disk_of
from tracker.services.upkeep import growth
from tracker.storage.accounts.counts import counts
from tracker.storage.backups.folder import backups
from tracker.storage.file import engine
from tracker.web import keys
from tracker.web.admin.erasing import erasing
from tracker.web.failing.only_in_one import only_in_one

SHOWN_BACKUPS = 20


async def growth_of(app: web.Application) -> dict[str, Any]:
    """What grows, in bytes, and who sends it."""
    known = app[keys.SITES].by_id

    def name(site_id: int) -> str:
        return known[site_id].name if site_id in known else f"site {site_id}"

    found = await asyncio.to_thread(growth.sizes, app[keys.CONFIG])
    who = growth.senders(app[keys.SHARES], app[keys.CLOCK](), name)
    return found | {"texts": await growth.texts(only_in_one(app, keys.DATABASE))} | who


async def server_state(app: web.Application) -> dict[str, Any]:
    """Everything as JSON has it; times are ms, UTC, sizes are bytes."""
    config, db, recorder = app[keys.CONFIG], only_in_one(app, keys.DATABASE), app[keys.RECORDER]
    folder = await asyncio.to_thread(lambda: backups(config.backups)[:SHOWN_BACKUPS])
    free, total = await asyncio.to_thread(disk_of, config.data_dir)
    return {
        "versions": {
            "tracker": version(),
            "python": platform.python_version(),
            "sqlite": engine.RELEASE,
            "sqlite_fault": engine.known_fault(engine.VERSION),
        },
        "health": app[keys.HEALTH].report(),
        "queue": {"waiting": recorder.depth, "most": config.queue_size},
        "hits": app[keys.INTAKE].hits,
        "refused": {str(reason): count for reason, count in app[keys.REFUSED].totals().items()},
        "watchers": app[keys.LIVE].watchers,
        "disk": {
            "free": free,
            "total": total,
            "database": await asyncio.to_thread(db.size),
        },
        "mail": {
            "sends": app[keys.MAILER].sends,
            "waiting": app[keys.MAILER].depth,
            "trouble": app[keys.MAILER].trouble,
        },
        "growth": await growth_of(app),
        "backups": [{"name": each.name, "at": each.at, "bytes": each.bytes} for each in folder],
        "erasing": erasing(app),
        "reports": app[keys.ENGINE].state._asdict(),
        "backup_trouble": app[keys.BACKUPS].wrong or app[keys.BACKUPS].trouble,
        **await counts(app[keys.KEPT]),
    }
