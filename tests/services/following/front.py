"""What one process knows by heart, wired as in the server, over a connection of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.engines.memory_bus import MemoryBus
from tests.making import NOON
from tracker.domain.messages import GoalsMessage
from tracker.following import following
from tracker.services.accounts.accounts import Accounts
from tracker.services.accounts.ends import Ends
from tracker.services.alerts.alerts import Alerts
from tracker.services.alerts.shared_alerts import SharedAlerts
from tracker.services.live.refused import Refused
from tracker.services.live.site_goals import SiteGoals
from tracker.services.mail.gate import MailGate
from tracker.services.peers.peer_counts import PeerCounts
from tracker.services.session_ends import SessionEnds
from tracker.services.sites.badge_numbers import BadgeNumbers
from tracker.services.sites.refused_days import RefusedDays
from tracker.services.sites.site_aliases import SiteAliases
from tracker.services.sites.site_blocks import SiteBlocks
from tracker.services.sites.site_directory import SiteDirectory
from tracker.services.sites.teams import Teams
from tracker.services.together.maintenance import SharedMaintenance
from tracker.storage.accounts.users import NewUser, insert_first_user, insert_user
from tracker.storage.processes.bus import Bus
from tracker.storage.sites.badges import badge_by_token
from tracker.storage.sites.sites import insert_site
from tracker.web import keys


class Front:
    def __init__(self, app: web.Application, accounts: Any) -> None:
        self.app = app
        self.accounts = accounts
        self.told: list[tuple[int, GoalsMessage]] = []
        self.sites: SiteDirectory = app[keys.SITES]
        self.log_outs: SessionEnds = app[keys.SESSION_ENDS]
        self.revoked: SessionEnds = app[keys.TOKEN_ENDS]
        self.links: SessionEnds = app[keys.LINK_ENDS]
        self.teams: Teams = app[keys.TEAMS]

    @property
    def watched(self) -> set[int]:
        """Sites whose alerts are told here."""
        return {site for held in self.app[keys.ALERTS]._held.values() for site in held._sites}


async def founded(address: str) -> str:
    """There are Ada and Ben, and her site."""
    from tracker.storage.postgres.accounts import PostgresAccounts

    async with PostgresAccounts.open(address) as accounts, accounts.transaction() as tx:
        await insert_first_user(tx, NewUser("ada", "ada@example.com", "-"), NOON)
        await insert_user(tx, NewUser("ben", "ben@example.com", "-"), NOON)
        await insert_site(tx, key="one", owner_id=1, name="a", time_zone="UTC", at=NOON)
    return address


@asynccontextmanager
async def front(address: str, bus: Bus) -> AsyncIterator[Front]:
    from tracker.storage.postgres.accounts import PostgresAccounts

    async with PostgresAccounts.open(address) as accounts:
        one = Front(await remembering(accounts), accounts)
        one.app[keys.GOALS] = SiteGoals(accounts, lambda *told: one.told.append(told))
        async with following(one.app, accounts, accounts.feed, bus):
            yield one


async def remembering(accounts: Any) -> web.Application:
    from tracker.storage.postgres.short_memory import SharedMemory

    app = web.Application()
    memory = SharedMemory(accounts, "maintenance", 1, b"key", lambda: NOON)
    app[keys.MAINTENANCE] = SharedMaintenance(memory)
    for key in (keys.SESSION_ENDS, keys.TOKEN_ENDS, keys.LINK_ENDS):
        app[key] = SessionEnds()
    sites = app[keys.SITES] = await SiteDirectory.load(accounts)
    app[keys.BLOCKS] = await SiteBlocks.load(accounts)
    app[keys.ALIASES] = await SiteAliases.load(accounts, sites)
    gate = MailGate(memory, lambda: 0.0, b"key")
    app[keys.TEAMS] = Teams(accounts, sites, app[keys.TOKEN_ENDS], 9, lambda: NOON, gate)
    ends = Ends(app[keys.SESSION_ENDS], app[keys.TOKEN_ENDS])
    app[keys.ACCOUNTS] = Accounts(accounts, sites, ends)
    app[keys.ALERTS] = watching(accounts, sites)
    app[keys.REFUSED] = Refused(lambda *_: None)
    app[keys.REFUSED_DAYS] = RefusedDays(accounts, sites, lambda: NOON)
    app[keys.PEER_COUNTS] = PeerCounts()
    steady = asyncio.get_running_loop().time

    async def find(token: str) -> Any:
        return await badge_by_token(accounts, token)

    async def seven(_badge: object) -> int:
        return 7

    app[keys.BADGE_NUMBERS] = BadgeNumbers(find, seven, steady)
    return app


def watching(accounts: Any, sites: SiteDirectory) -> SharedAlerts:
    """As of a process that watches all sites."""
    here = Alerts(accounts, sites, lambda: NOON, mails=False, paused=lambda: "")
    held, where = {0: here}, lambda _: 0
    return SharedAlerts(accounts, sites, lambda: NOON, MemoryBus(), held, where, lambda: "")
