"""What a request can reach: the application's objects, by typed key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from aiohttp import web

from tracker.config import Config
from tracker.domain.proxies import Proxies
from tracker.domain.roles import Role
from tracker.services.accounts.accounts import Accounts
from tracker.services.accounts.audit import AuditLog
from tracker.services.accounts.kept_passwords import KeptPasswords
from tracker.services.accounts.log_ins import LogIns
from tracker.services.accounts.mailed_links import MailedLinks
from tracker.services.accounts.new_passwords import NewPasswords
from tracker.services.accounts.passwords import Passwords
from tracker.services.accounts.pending_accounts import PendingAccounts
from tracker.services.accounts.setup_link import PrintedLinks, SetupLink
from tracker.services.accounts.throttle import Throttling
from tracker.services.acts.between import Between
from tracker.services.alerts.alerts import Alerts
from tracker.services.alerts.changes import AlertChanges
from tracker.services.alerts.report_mails import ReportMails
from tracker.services.changing import Changing
from tracker.services.erasing.kept_sums import UnwantedSums
from tracker.services.erasing.pruning import Pruning
from tracker.services.erasing.site_removals import Removals
from tracker.services.erasing.site_resets import Resets
from tracker.services.erasing.text_sweep import TextSweep
from tracker.services.finishing import Finishing
from tracker.services.imports.imports import Imports
from tracker.services.imports.undoing import UndoneImports
from tracker.services.imports.uploads import Uploads
from tracker.services.limits.floor import Floor
from tracker.services.limits.gates import Gates
from tracker.services.limits.shares import Shares
from tracker.services.limits.strangers import Strangers
from tracker.services.live.fan_out import Live
from tracker.services.live.past import Past
from tracker.services.live.refused import Refused
from tracker.services.live.shared_feeds import SharedFeeds
from tracker.services.live.site_goals import SiteGoals
from tracker.services.live.tallies import Tallies
from tracker.services.mail.faults import Faults
from tracker.services.mail.gate import MailGate
from tracker.services.mail.mailer import Mailer
from tracker.services.passkeys.challenges import Challenges
from tracker.services.passkeys.passkeys import Passkeys
from tracker.services.peers.last_pages import LastPages
from tracker.services.peers.log_in_tokens import LogInTokens
from tracker.services.peers.peer_counts import PeerCounts
from tracker.services.peers.umami_tokens import UmamiTokens
from tracker.services.places.local import Geolocation
from tracker.services.places.service import GeoService
from tracker.services.presence.presence import Presence
from tracker.services.providers.arrivals import Arrivals
from tracker.services.providers.begun import BegunSignIns
from tracker.services.providers.provider import Provider
from tracker.services.recording.entries import Recording
from tracker.services.recording.intake import Intake
from tracker.services.recording.spam_list import SpamList
from tracker.services.reports.followed_reports import FollowedReports
from tracker.services.reports.reports import Engine
from tracker.services.reports.shared_reports import SharedReports
from tracker.services.reports.site_heads import SiteHeads
from tracker.services.reports.strangers_reports import StrangersReports
from tracker.services.reports.turns import Turns
from tracker.services.session_ends import SessionEnds
from tracker.services.settled_clock import SettledClock
from tracker.services.sites.badge_numbers import BadgeNumbers
from tracker.services.sites.owners_pages import OwnersPages
from tracker.services.sites.refused_days import RefusedDays
from tracker.services.sites.revoking import Revoked
from tracker.services.sites.site_aliases import SiteAliases
from tracker.services.sites.site_blocks import SiteBlocks
from tracker.services.sites.site_directory import SiteDirectory
from tracker.services.sites.teams import Teams
from tracker.services.sites.visit_tickets import SignedTokens, TestTokens
from tracker.services.upkeep.alarms import Alarms
from tracker.services.upkeep.backups import Backups
from tracker.services.upkeep.forwarded import Forwarded
from tracker.services.upkeep.health import Readiness
from tracker.services.upkeep.maintenance import Maintenance
from tracker.services.upkeep.open_database import OpenDatabase
from tracker.services.upkeep.stored import Storing
from tracker.storage.accounts.login_sessions import LoginSession
from tracker.storage.accounts.two_factor_key import TwoFactorKey
from tracker.storage.disk.lock import Held
from tracker.storage.file.database import Database
from tracker.storage.file.transactions import Accounts as Kept
from tracker.storage.log.event_log import EventLog, WholeLog
from tracker.storage.log.totals import SiteFacts
from tracker.web.live.streams import Streams
from tracker.web.pages.static_files import StaticFiles
from tracker.web.peer_apis.kept_exports import Exports
from tracker.web.sharing.drawn import DrawnPages
from tracker.web.sharing.streams import SharedStreams

if TYPE_CHECKING:  # one process alone has no need of it
    from tracker.services.engines.watch import EngineWatch

CONFIG = web.AppKey("config", Config)
CLOCK: web.AppKey[Callable[[], int]] = web.AppKey("clock")  # ms, UTC
SETTLED = web.AppKey("settled", SettledClock)
FORWARDED = web.AppKey("forwarded", Forwarded)
PROXIES = web.AppKey("proxies", Proxies)
DATABASE = web.AppKey("database", Database)  # the log's file
# What people keep. Where one process serves, the same file.
KEPT: web.AppKey[Kept] = web.AppKey("kept")
STORED: web.AppKey[Storing] = web.AppKey("stored")
REVOKED: web.AppKey[Revoked] = web.AppKey("revoked")
OPEN_DATABASE = web.AppKey("open_database", OpenDatabase)
AUDIT = web.AppKey("audit", AuditLog)
SITES = web.AppKey("sites", SiteDirectory)
BLOCKS = web.AppKey("blocks", SiteBlocks)
ALIASES = web.AppKey("aliases", SiteAliases)
TEAMS = web.AppKey("teams", Teams)
ACCOUNTS = web.AppKey("accounts", Accounts)
LOG_INS = web.AppKey("log_ins", LogIns)
LOG_IN_TOKENS = web.AppKey("log_in_tokens", LogInTokens)
NEW_PASSWORDS = web.AppKey("new_passwords", NewPasswords)
MAILED_LINKS = web.AppKey("mailed_links", MailedLinks)
PASSWORDS = web.AppKey("passwords", Passwords)
PROVIDER: web.AppKey[Provider | None] = web.AppKey("provider")
ARRIVALS = web.AppKey("arrivals", Arrivals)  # only where there is a provider
BEGUN_SIGN_INS = web.AppKey("begun_sign_ins", BegunSignIns)
PRINTED_LINKS = web.AppKey("printed_links", PrintedLinks)
PENDING_ACCOUNTS = web.AppKey("pending_accounts", PendingAccounts)
KEPT_PASSWORDS = web.AppKey("kept_passwords", KeptPasswords)
THROTTLE: web.AppKey[Throttling] = web.AppKey("throttle")
# The same for the second factor's codes, and for asking for a mailed link.
CODE_THROTTLE: web.AppKey[Throttling] = web.AppKey("code_throttle")
LINK_THROTTLE: web.AppKey[Throttling] = web.AppKey("link_throttle")
MAIL_GATE = web.AppKey("mail_gate", MailGate)
INVITATION_GATE = web.AppKey("invitation_gate", MailGate)  # by whoever invites
TWO_FACTOR_KEY = web.AppKey("two_factor_key", TwoFactorKey)
CHALLENGES = web.AppKey("challenges", Challenges)
PASSKEYS = web.AppKey("passkeys", Passkeys)
SETUP_LINK = web.AppKey("setup_link", SetupLink)  # makes the first user, while there is none
FINISHING = web.AppKey("finishing", Finishing)
SESSION_ENDS = web.AppKey("session_ends", SessionEnds)
LINK_ENDS = web.AppKey("link_ends", SessionEnds)  # of shared links
TOKEN_ENDS = web.AppKey("token_ends", SessionEnds)  # the same for tokens of sites
ERRANDS: web.AppKey[set[asyncio.Task[None]]] = web.AppKey("errands")  # small ones of requests
READ_EXPORTS: web.AppKey[Exports] = web.AppKey("read-exports")  # GoatCounter's programs' own
EXPORTS: web.AppKey[set[int]] = web.AppKey("exports")  # users whose data are being sent
COOKIE = web.AppKey("cookie", str)  # the name of the session's cookie
STATIC_FILES = web.AppKey("static_files", StaticFiles)
STATIC = web.AppKey("static", str)  # the path of this release's static files

FOLDER = web.AppKey("folder", Held)
CHANGING = web.AppKey("settings that change", Changing)
GATES = web.AppKey("gates", Gates)
MAINTENANCE = web.AppKey("maintenance", Maintenance)
ALARMS = web.AppKey("alarms", Alarms)
FAULTS = web.AppKey("faults", Faults)
MAILER = web.AppKey("mailer", Mailer)
GEOLOCATION = web.AppKey("geolocation", Geolocation)
GEO_SERVICE: web.AppKey[GeoService | None] = web.AppKey("geo_service")
SPAM_LIST = web.AppKey("spam_list", SpamList)
TEST_TOKENS: web.AppKey[TestTokens | SignedTokens] = web.AppKey("test_tokens")
BETWEEN: web.AppKey[Between | None] = web.AppKey("between")  # None: it cannot start over
HEALTH: web.AppKey[Readiness] = web.AppKey("health")
# What several processes share, as this one sees it.
ENGINE_WATCH: web.AppKey[EngineWatch] = web.AppKey("engine watch")
BACKUPS = web.AppKey("backups", Backups)
PRUNING = web.AppKey("pruning", Pruning)
UNWANTED_SUMS = web.AppKey("unwanted_sums", UnwantedSums)
LOG: web.AppKey[EventLog] = web.AppKey("log", EventLog)
# The same where this process writes it.
FACTS: web.AppKey[SiteFacts] = web.AppKey("facts")
WHOLE_LOG: web.AppKey[WholeLog] = web.AppKey("whole_log", WholeLog)
PRESENCE = web.AppKey("presence", Presence)
LIVE = web.AppKey("live", Live)
GOALS = web.AppKey("goals", SiteGoals)
PAST = web.AppKey("past", Past)
SWEEP = web.AppKey("sweep", TextSweep)
QUESTIONS = web.AppKey("questions", Turns)
DRAWN_PAGES = web.AppKey("drawn pages", DrawnPages)  # for them
STRANGERS = web.AppKey("strangers", Strangers)  # who follow a shared link
BADGE_STRANGERS = web.AppKey("strangers at badges", Strangers)
BADGE_NUMBERS = web.AppKey("badge numbers", BadgeNumbers)
STRANGERS_REPORTS = web.AppKey("reports of strangers", StrangersReports)
SITE_HEADS = web.AppKey("site_heads", SiteHeads)
ENGINE: web.AppKey[Engine] = web.AppKey("engine")
# The same where it is embedded, for what looks after its file.
FOLLOWED_REPORTS = web.AppKey("followed_reports", FollowedReports)
REPORTS: web.AppKey[SharedReports] = web.AppKey("reports")
TALLIES = web.AppKey("tallies", Tallies)
REFUSED = web.AppKey("refused", Refused)
ALERTS = web.AppKey("alerts", Alerts)
REPORT_MAILS = web.AppKey("report_mails", ReportMails)
ALERT_CHANGES = web.AppKey("alert_changes", AlertChanges)
REFUSED_DAYS = web.AppKey("refused_days", RefusedDays)
FLOOR = web.AppKey("floor", Floor)
SHARES = web.AppKey("shares", Shares)
IMPORTS = web.AppKey("imports", Imports)
UNDONE_IMPORTS = web.AppKey("undone_imports", UndoneImports)
UPLOADS = web.AppKey("uploads", Uploads)
RECORDER: web.AppKey[Recording] = web.AppKey("recorder")
REMOVALS: web.AppKey[Removals] = web.AppKey("removals")
RESETS: web.AppKey[Resets] = web.AppKey("resets")
INTAKE = web.AppKey("intake", Intake)
LAST_PAGES = web.AppKey("last pages", LastPages)
OWNERS_PAGES = web.AppKey("owners' pages", OwnersPages)
PEER_COUNTS = web.AppKey("peer counts", PeerCounts)
UMAMI_TOKENS = web.AppKey("umami tokens", UmamiTokens)
SOCKETS: web.AppKey[set[web.WebSocketResponse]] = web.AppKey("sockets")
STREAMS = web.AppKey("streams", Streams)
STRANGERS_STREAMS = web.AppKey("streams of strangers", SharedStreams)
SHARED_FEEDS = web.AppKey("shared feeds", SharedFeeds)

ROLE: web.RequestKey[Role] = web.RequestKey("role")  # of who is logged in, on the path's site
PEER = web.RequestKey("peer", str)  # where the connection is no TCP one
LOGIN = web.RequestKey("login", LoginSession)
DEVICE = web.RequestKey("device", str)  # what the browser is to keep of who has logged in there
WRITTEN = web.RequestKey("written", str)  # in English, what the reader is told
IS_FOUND = web.RequestKey("is_found", bool)  # by search engines, if its owner wants that
PREPARED = web.RequestKey("prepared", web.StreamResponse)  # its headers are out
