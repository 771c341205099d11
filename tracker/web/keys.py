"""What a request can reach: the application's objects, by typed key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiohttp import web

from tracker.config import Config
from tracker.domain.client_address import Proxies
from tracker.domain.roles import Role
from tracker.services.accounts import Accounts
from tracker.services.acts.between import Between
from tracker.services.alarms import Alarms
from tracker.services.audit import AuditLog
from tracker.services.backups import Backups
from tracker.services.changing import Changing
from tracker.services.faults import Faults
from tracker.services.finishing import Finishing
from tracker.services.floor import Floor
from tracker.services.forwarded import Forwarded
from tracker.services.geo_service import GeoService
from tracker.services.geolocation import Geolocation
from tracker.services.health import Health
from tracker.services.intake import Intake
from tracker.services.kept_passwords import KeptPasswords
from tracker.services.live import Live
from tracker.services.log_ins import LogIns
from tracker.services.mail_gate import MailGate
from tracker.services.mailed_links import MailedLinks
from tracker.services.mailer import Mailer
from tracker.services.maintenance import Maintenance
from tracker.services.new_passwords import NewPasswords
from tracker.services.open_database import OpenDatabase
from tracker.services.passwords import Passwords
from tracker.services.pending_accounts import PendingAccounts
from tracker.services.presence import Presence
from tracker.services.pruning import Pruning
from tracker.services.rate_gate import RateGate
from tracker.services.recorder import Recorder
from tracker.services.refused import Refused
from tracker.services.session_ends import SessionEnds
from tracker.services.settled_clock import SettledClock
from tracker.services.setup_link import SetupLink
from tracker.services.shares import Shares
from tracker.services.site_directory import SiteDirectory
from tracker.services.site_removals import SiteRemovals
from tracker.services.spam_list import SpamList
from tracker.services.tallies import Tallies
from tracker.services.teams import Teams
from tracker.services.test_tokens import TestTokens
from tracker.services.text_sweep import TextSweep
from tracker.services.throttle import Throttle
from tracker.storage.database import Database
from tracker.storage.event_log import SqliteEventLog
from tracker.storage.lock import Held
from tracker.storage.login_sessions import LoginSession
from tracker.storage.two_factor_key import TwoFactorKey
from tracker.web.static_files import StaticFiles
from tracker.web.streams import Streams

CONFIG = web.AppKey("config", Config)
CLOCK: web.AppKey[Callable[[], int]] = web.AppKey("clock")  # ms, UTC
SETTLED = web.AppKey("settled", SettledClock)
FORWARDED = web.AppKey("forwarded", Forwarded)
PROXIES = web.AppKey("proxies", Proxies)
DATABASE = web.AppKey("database", Database)
OPEN_DATABASE = web.AppKey("open_database", OpenDatabase)
AUDIT = web.AppKey("audit", AuditLog)
SITES = web.AppKey("sites", SiteDirectory)
TEAMS = web.AppKey("teams", Teams)
ACCOUNTS = web.AppKey("accounts", Accounts)
LOG_INS = web.AppKey("log_ins", LogIns)
NEW_PASSWORDS = web.AppKey("new_passwords", NewPasswords)
MAILED_LINKS = web.AppKey("mailed_links", MailedLinks)
PASSWORDS = web.AppKey("passwords", Passwords)
PENDING_ACCOUNTS = web.AppKey("pending_accounts", PendingAccounts)
KEPT_PASSWORDS = web.AppKey("kept_passwords", KeptPasswords)
THROTTLE = web.AppKey("throttle", Throttle)
CODE_THROTTLE = web.AppKey("code_throttle", Throttle)  # the same for the second factor's codes
LINK_THROTTLE = web.AppKey("link_throttle", Throttle)  # and for asking for a mailed link
MAIL_GATE = web.AppKey("mail_gate", MailGate)
TWO_FACTOR_KEY = web.AppKey("two_factor_key", TwoFactorKey)
SETUP_LINK = web.AppKey("setup_link", SetupLink)  # makes the first user, while there is none
FINISHING = web.AppKey("finishing", Finishing)
SESSION_ENDS = web.AppKey("session_ends", SessionEnds)
TOKEN_ENDS = web.AppKey("token_ends", SessionEnds)  # the same for tokens of sites
ERRANDS: web.AppKey[set[asyncio.Task[None]]] = web.AppKey("errands")  # small ones of requests
EXPORTS: web.AppKey[set[int]] = web.AppKey("exports")  # users whose data are being sent
COOKIE = web.AppKey("cookie", str)  # the name of the session's cookie
STATIC_FILES = web.AppKey("static_files", StaticFiles)
STATIC = web.AppKey("static", str)  # the path of this release's static files

FOLDER = web.AppKey("folder", Held)
CHANGING = web.AppKey("settings that change", Changing)
GATES: web.AppKey[tuple[RateGate, RateGate]] = web.AppKey("gates")  # of addresses, and of sites
MAINTENANCE = web.AppKey("maintenance", Maintenance)
ALARMS = web.AppKey("alarms", Alarms)
FAULTS = web.AppKey("faults", Faults)
MAILER = web.AppKey("mailer", Mailer)
GEOLOCATION = web.AppKey("geolocation", Geolocation)
GEO_SERVICE: web.AppKey[GeoService | None] = web.AppKey("geo_service")
SPAM_LIST = web.AppKey("spam_list", SpamList)
TEST_TOKENS = web.AppKey("test_tokens", TestTokens)
BETWEEN: web.AppKey[Between | None] = web.AppKey("between")  # None: it cannot start over
HEALTH = web.AppKey("health", Health)
BACKUPS = web.AppKey("backups", Backups)
PRUNING = web.AppKey("pruning", Pruning)
LOG = web.AppKey("log", SqliteEventLog)
PRESENCE = web.AppKey("presence", Presence)
LIVE = web.AppKey("live", Live)
SWEEP = web.AppKey("sweep", TextSweep)
TALLIES = web.AppKey("tallies", Tallies)
REFUSED = web.AppKey("refused", Refused)
FLOOR = web.AppKey("floor", Floor)
SHARES = web.AppKey("shares", Shares)
RECORDER = web.AppKey("recorder", Recorder)
REMOVALS = web.AppKey("removals", SiteRemovals)
INTAKE = web.AppKey("intake", Intake)
SOCKETS: web.AppKey[set[web.WebSocketResponse]] = web.AppKey("sockets")
STREAMS = web.AppKey("streams", Streams)

ROLE: web.RequestKey[Role] = web.RequestKey("role")  # of who is logged in, on the path's site
PEER = web.RequestKey("peer", str)  # where the connection is no TCP one
LOGIN = web.RequestKey("login", LoginSession)
DEVICE = web.RequestKey("device", str)  # what the browser is to keep of who has logged in there
PREPARED = web.RequestKey("prepared", web.StreamResponse)  # its headers are out
