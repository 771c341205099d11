"""Sites, the accounts on them, and who did what with either."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tracker.services.accounts.accounts import Accounts
from tracker.services.accounts.audit import AuditLog
from tracker.services.accounts.ends import Ends
from tracker.services.accounts.log_ins import LogIns
from tracker.services.accounts.mailed_links import MailedLinks
from tracker.services.accounts.new_passwords import NewPasswords
from tracker.services.passkeys.passkeys import Passkeys
from tracker.services.peers.log_in_tokens import LogInTokens
from tracker.services.providers.arrivals import Arrivals
from tracker.services.providers.calls import Calls
from tracker.services.providers.provider import Provider
from tracker.services.sites.site_aliases import SiteAliases
from tracker.services.sites.site_blocks import SiteBlocks
from tracker.services.sites.site_directory import SiteDirectory
from tracker.services.sites.teams import Teams
from tracker.web import keys
from tracker.web.mail.links import public_address


@asynccontextmanager
async def audit_log(app: web.Application) -> AsyncIterator[None]:
    """Who did what."""
    log = app[keys.AUDIT] = AuditLog(app[keys.KEPT], app[keys.SETTLED])
    async with log.writing():
        yield


@asynccontextmanager
async def sites(app: web.Application) -> AsyncIterator[None]:
    """Every site in memory with what it blocks and is called elsewhere, for the beacons, and who is
    on them."""
    db = app[keys.KEPT]
    app[keys.SITES] = await SiteDirectory.load(db, app[keys.CONFIG].shards_of_log)
    app[keys.BLOCKS] = await SiteBlocks.load(db)
    app[keys.ALIASES] = await SiteAliases.load(db, app[keys.SITES])
    app[keys.TEAMS] = Teams(
        db,
        app[keys.SITES],
        app[keys.TOKEN_ENDS],
        app[keys.CONFIG].sites_per_user,
        app[keys.SETTLED],
        app[keys.INVITATION_GATE],
    )
    set_up_accounts(app)
    yield


def set_up_accounts(app: web.Application) -> None:
    """What is done to accounts, by their owners, by admins, and by commands."""
    db, revoked, now = app[keys.KEPT], app[keys.REVOKED], app[keys.CLOCK]
    ends = Ends(app[keys.SESSION_ENDS], app[keys.TOKEN_ENDS])
    app[keys.ACCOUNTS] = Accounts(db, app[keys.SITES], ends)
    app[keys.LOG_INS] = LogIns(db, ends, now, app[keys.SETTLED])
    app[keys.LOG_IN_TOKENS] = LogInTokens(db, now)
    app[keys.NEW_PASSWORDS] = NewPasswords(db, revoked, app[keys.PASSWORDS], ends, now)
    app[keys.MAILED_LINKS] = MailedLinks(db, now, app[keys.SETTLED])
    app[keys.PASSKEYS] = Passkeys(db, revoked, app[keys.CHALLENGES], now, secrets.token_bytes)


@asynccontextmanager
async def provider(app: web.Application) -> AsyncIterator[None]:
    """Where people may sign in, if the operator has named one. It is asked nothing at the start:
    a provider that is down keeps no server down."""
    config, now = app[keys.CONFIG], app[keys.CLOCK]
    app[keys.PROVIDER] = None
    if not config.oidc_issuer:
        yield
        return
    app[keys.ARRIVALS] = Arrivals(
        app[keys.KEPT],
        app[keys.REVOKED],
        app[keys.PASSWORDS],
        config.oidc_issuer,
        bool(config.oidc_admin_claim),
        now,
    )
    async with Calls.open() as calls:
        back = public_address(app, "provider_back")
        app[keys.PROVIDER] = Provider(config, back, calls, now)
        yield
