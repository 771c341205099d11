"""What is kept of a user, but for the events of their sites."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from aiohttp import web

from tracker.domain.roles import Role, may
from tracker.services.accounts import two_factors
from tracker.storage.accounts import audit as audit_rows
from tracker.storage.accounts import identities, login_sessions, personal_tokens
from tracker.storage.accounts.passkeys import passkeys_of
from tracker.storage.accounts.users import User
from tracker.storage.alerts.alerts import alerts_of
from tracker.storage.alerts.guests import guests_of
from tracker.storage.alerts.readers import readers_of
from tracker.storage.alerts.report_mails import asked_reports
from tracker.storage.alerts.targets import targets_of
from tracker.storage.file.transactions import Accounts
from tracker.storage.imports.imports import imports_of
from tracker.storage.sites import tokens
from tracker.storage.sites.aliases import aliases_of
from tracker.storage.sites.annotations import annotations_of
from tracker.storage.sites.badges import badges_of
from tracker.storage.sites.blocks import blocks_of
from tracker.storage.sites.funnels import funnels_of
from tracker.storage.sites.goals import goals_of
from tracker.storage.sites.segments import segments_for
from tracker.storage.sites.shared_links import shared_links_of
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.words.figures import iso

MOST_ACTS = 1_000
OF_A_PASSKEY = ("user_id", "credential", "public_key", "handle", "counter")  # for programs only


async def facts_of(
    request: web.Request, user: User, sites: list[tuple[Site, Role]]
) -> dict[str, Any]:
    """Everything but the events. Passwords and tokens are kept as hashes, which are nobody's to
    take away."""
    db, now = request.app[keys.KEPT], request.app[keys.CLOCK]()
    sessions = await login_sessions.sessions_of(db, user.id, now)
    acts = await audit_rows.entries(db, about=f"user {user.id}", limit=MOST_ACTS)
    return {
        "exported_at": iso(now),
        "account": plain(user),
        "two_factors": await two_factors.is_on(db, user.id),
        "passkeys": [plain(each, but=OF_A_PASSKEY) for each in await passkeys_of(db, user.id)],
        "sessions": [plain(each, but=("user",)) for each in sessions],
        "tokens": [plain(each) for each in await personal_tokens.tokens_of_user(db, user.id)],
        "sign_ins_elsewhere": [plain(each) for each in await identities.identities_of(db, user.id)],
        "sites": [await _site(request, user, site, role) for site, role in sites],
        "acts": [plain(each.entry) for each in acts if each.entry.actor_id == user.id],
    }


async def _site(request: web.Request, user: User, site: Site, role: Role) -> dict[str, Any]:
    facts: dict[str, Any] = {"role": role} | plain(site, but=("owner_id",))
    db = request.app[keys.KEPT]
    if may(role, "editor"):
        facts["blocks"] = [plain(each, but=("user_id",)) for each in await blocks_of(db, site.id)]
        aliases = await aliases_of(db, site.id)
        facts["aliases"] = [plain(each, but=("user_id",)) for each in aliases]
    if role == "owner":
        facts["tokens"] = [plain(token) for token in await tokens.tokens_of(db, site.id)]
        facts["goals"] = [plain(goal) for goal in await goals_of(db, site.id)]
        facts["annotations"] = [plain(each) for each in await annotations_of(db, site.id)]
        facts["funnels"] = [plain(each) for each in await funnels_of(db, site.id)]
        facts["imports"] = [plain(each) for each in await imports_of(db, site.id)]
        facts |= await _shown(db, site) | await _told(db, site)
        facts["events"] = file_of(site)
    mine = [
        each for each in await segments_for(db, site.id, user.id) if each.user_id or role == "owner"
    ]
    read = await readers_of(db, site.id)
    facts["alerts_by_mail"] = [alert for alert, readers in read.items() if user.id in readers]
    facts["reports_by_mail"] = sorted(await asked_reports(db, site.id, user.id))
    return facts | {"segments": [plain(each) for each in mine]}


async def _shown(db: Accounts, site: Site) -> dict[str, Any]:
    """What strangers see of a site, without the addresses that open it."""
    links, badges = await shared_links_of(db, site.id), await badges_of(db, site.id)
    return {
        "shared_links": [plain(each, but=("token", "password")) for each in links],
        "badges": [plain(each, but=("token",)) for each in badges],
    }


async def _told(db: Accounts, site: Site) -> dict[str, Any]:
    """A site's alerts, and whom they are told to; secrets and links are nobody's to take away."""
    return {
        "alerts": [plain(each) for each in await alerts_of(db, site.id)],
        "alert_targets": [plain(each, but=("secret",)) for each in await targets_of(db, site.id)],
        "alert_guests": [plain(each, but=("token",)) for each in await guests_of(db, site.id)],
    }


def plain(thing: msgspec.Struct, but: tuple[str, ...] = ()) -> dict[str, Any]:
    """A struct for JSON, its times as people read them."""
    facts = {
        name: value for name, value in msgspec.structs.asdict(thing).items() if name not in but
    }
    for name in TIMES & facts.keys():
        facts[name] = None if facts[name] is None else iso(facts[name])
    return facts | {name: str(facts[name]) for name in AS_TEXT & facts.keys() if facts[name]}


AS_TEXT = {"day", "value"}  # dates and decimal numbers
TIMES = {"at", "created_at", "seen_at", "used_at", "until", "disabled_at", "doubted_at"}
TIMES |= {"told_at", "confirmed_at", "began_at", "ended_at", "own_since"}


def file_of(site: Site) -> str:
    """The name in the archive of a site's events."""
    return f"events/{site.id}-{re.sub(r'[^A-Za-z0-9.-]+', '-', site.name)[:60]}.jsonl"
