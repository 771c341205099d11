"""The whole server on one page: what it is made of, in order of need."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from pathlib import Path

from aiohttp import ClientSession, DummyCookieJar, WSCloseCode, web

from tracker.config import Config
from tracker.recording import fan_out, recording
from tracker.services.accounts.accounts import Accounts
from tracker.services.accounts.audit import AuditLog
from tracker.services.accounts.ends import Ends
from tracker.services.accounts.log_ins import LogIns
from tracker.services.accounts.mailed_links import MailedLinks
from tracker.services.accounts.new_passwords import NewPasswords
from tracker.services.changing import Changing
from tracker.services.erasing.pruning import Pruning
from tracker.services.mail.faults import Faults
from tracker.services.mail.mailer import Mailer
from tracker.services.places.local import Geolocation
from tracker.services.places.service import GeoService
from tracker.services.recording.spam_list import SpamList, spam_files
from tracker.services.recording.visit_tickets import TestTokens
from tracker.services.settled_clock import SettledClock
from tracker.services.sites.site_directory import SiteDirectory
from tracker.services.sites.teams import Teams
from tracker.services.upkeep.backups import Backups
from tracker.services.upkeep.open_database import OpenDatabase
from tracker.storage.accounts.ahead_of_time import put_right
from tracker.storage.disk.lock import data_folder
from tracker.storage.disk.private_files import OTHERS, close_to_others
from tracker.storage.file.database import Database
from tracker.storage.log.last_signs import last_sign
from tracker.web import keys
from tracker.web.admin.alarms import alarms
from tracker.web.admin.metrics import PATH as METRICS
from tracker.web.admin.metrics import metrics
from tracker.web.beacon.routes import beacon_script
from tracker.web.failing.in_background import told_of_quiet_faults
from tracker.web.live.streams import Streams
from tracker.web.mail.preview import DEV_ROUTES
from tracker.web.mail.writing import sender_of
from tracker.web.routes import DEMO_ROUTES, ROUTES
from tracker.web.shell import set_up_shell

log = logging.getLogger(__name__)


def wall_clock() -> int:
    """Now, in ms since 1970, UTC."""
    return time.time_ns() // 1_000_000


def create_app(
    config: Config,
    now: Callable[[], int] = wall_clock,
    steady: Callable[[], float] = time.monotonic,
) -> web.Application:
    """The application; opening and closing what it needs is bound to its start and cleanup."""
    app = web.Application(client_max_size=32 * 1024, client_max_fields=50)
    app[keys.CONFIG] = config
    app[keys.CHANGING] = Changing(config)
    app[keys.CLOCK] = now
    app[keys.SETTLED] = SettledClock(now, steady)
    app[keys.BETWEEN] = None
    app[keys.SOCKETS] = set()
    app[keys.STREAMS] = Streams(config.sockets, config.sockets_per_user)
    app[keys.TEST_TOKENS] = TestTokens(now)
    app.cleanup_ctx.extend(
        [mail, database, audit_log, sites, places, spam_list, fan_out, recording, backups, pruning]
    )
    app.cleanup_ctx.append(alarms)
    app.cleanup_ctx.append(finishing)  # the last: what is under way needs all of them
    app.on_shutdown.append(close_sockets)
    app.add_routes([*ROUTES, web.get(f"/{config.beacon_name}", beacon_script, name="beacon")])
    if config.demo_site:
        app.add_routes(DEMO_ROUTES)
    if config.metrics_token:
        app.router.add_get(METRICS, metrics, name="metrics")
    if config.debug:
        app.add_routes(DEV_ROUTES)
    set_up_shell(app)
    return app


@asynccontextmanager
async def mail(app: web.Application) -> AsyncIterator[None]:
    """What sends mails. It needs no database, which may be what a mail is about."""
    config = app[keys.CONFIG]
    async with Mailer.open(config.mail_url, sender_of(config), say) as mailer:
        app[keys.MAILER] = mailer
        app[keys.FAULTS] = Faults(mailer, config.admins, time.monotonic)
        with told_of_quiet_faults(app):
            yield


def say(text: str) -> None:
    """Into the terminal, beside the log."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@asynccontextmanager
async def database(app: web.Application) -> AsyncIterator[None]:
    """The data folder's lock and the SQLite file."""
    config = app[keys.CONFIG]
    with data_folder(config.data_dir, "serving, or about to") as app[keys.FOLDER]:
        app[keys.MAINTENANCE].load()
        path = config.data_dir / "tracker.db"
        opened = Database.open(path, config.durability, config.environment)
        async with opened as app[keys.DATABASE]:
            folders = config.data_dir, config.backups
            still_open = OpenDatabase(app[keys.DATABASE], folders, app[keys.CLOCK])
            app[keys.OPEN_DATABASE] = still_open
            tell_of_open_files(config.data_dir)
            settled = app[keys.SETTLED]
            settled.begin(await last_sign(app[keys.DATABASE]))
            looking = settled.looking(partial(put_right, app[keys.DATABASE]))
            async with still_open.watched(), looking:
                yield


def tell_of_open_files(folder: Path) -> None:
    """What others could read until now, and that they may look into the folder."""
    with suppress(OSError):  # a read-only disk
        for each in close_to_others(folder):
            log.warning("Others could read %s: it is the server's alone now.", each)
    if folder.stat().st_mode & OTHERS:
        log.warning("Others may look into %s: chmod 700 %s", folder, folder)


@asynccontextmanager
async def audit_log(app: web.Application) -> AsyncIterator[None]:
    """Who did what."""
    log = app[keys.AUDIT] = AuditLog(app[keys.DATABASE], app[keys.SETTLED])
    async with log.writing():
        yield


@asynccontextmanager
async def sites(app: web.Application) -> AsyncIterator[None]:
    """Every site in memory, for the beacons, and who is on them."""
    db = app[keys.DATABASE]
    app[keys.SITES] = await SiteDirectory.load(db)
    app[keys.TEAMS] = Teams(
        db,
        app[keys.SITES],
        app[keys.TOKEN_ENDS],
        app[keys.CONFIG].sites_per_user,
        app[keys.SETTLED],
    )
    set_up_accounts(app)
    yield


def set_up_accounts(app: web.Application) -> None:
    """What is done to accounts, by their owners, by admins, and by commands."""
    db, now = app[keys.DATABASE], app[keys.CLOCK]
    ends = Ends(app[keys.SESSION_ENDS], app[keys.TOKEN_ENDS])
    app[keys.ACCOUNTS] = Accounts(db, app[keys.SITES], ends)
    app[keys.LOG_INS] = LogIns(db, ends, now, app[keys.SETTLED])
    app[keys.NEW_PASSWORDS] = NewPasswords(db, app[keys.PASSWORDS], ends, now)
    app[keys.MAILED_LINKS] = MailedLinks(db, now, app[keys.SETTLED])


@asynccontextmanager
async def places(app: web.Application) -> AsyncIterator[None]:
    """What says where an address is: local databases, or the service that the operator chose."""
    config = app[keys.CONFIG]
    async with AsyncExitStack() as stack:
        opened = Geolocation.open(config.data_dir, config.geoip_path)
        app[keys.GEOLOCATION] = await stack.enter_async_context(opened)
        app[keys.GEO_SERVICE] = None
        if config.geo_url:
            session = await stack.enter_async_context(ClientSession(cookie_jar=DummyCookieJar()))
            service = GeoService.open(config.geo_url, session)
            app[keys.GEO_SERVICE] = await stack.enter_async_context(service)
        yield


@asynccontextmanager
async def spam_list(app: web.Application) -> AsyncIterator[None]:
    """Hosts whose referrers are spam, as far as the operator has a list of them."""
    config = app[keys.CONFIG]
    files = spam_files(config.data_dir, config.spam_list)
    async with SpamList.open(files) as app[keys.SPAM_LIST]:
        yield


@asynccontextmanager
async def backups(app: web.Application) -> AsyncIterator[None]:
    """Copies of the database, made beside the serving."""
    config, path = app[keys.CONFIG], app[keys.DATABASE].path
    made = Backups(path, config.backups, config.backups_kept, app[keys.CLOCK])
    made.hindrance = partial(hindrance_of_copies, app)
    app[keys.BACKUPS] = made
    async with made.working(config.backup_every):
        yield


def hindrance_of_copies(app: web.Application) -> str:
    """Why a copy would not be of the database, or would take the room that hits need."""
    db = app[keys.DATABASE]
    if db.moved:
        return db.read_only
    return app[keys.FLOOR].hindrance(app[keys.CONFIG].backups, db.size())


@asynccontextmanager
async def pruning(app: web.Application) -> AsyncIterator[None]:
    """The end of what is older than its site keeps it."""
    app[keys.PRUNING] = Pruning(
        app[keys.DATABASE],
        app[keys.LOG],
        app[keys.SITES],
        app[keys.RECORDER].record,
        app[keys.CLOCK],
        app[keys.CONFIG].retention_days,
        app[keys.SETTLED],
    )
    app[keys.PRUNING].erased = app[keys.SWEEP].wake
    async with app[keys.PRUNING].working():
        yield


@asynccontextmanager
async def finishing(app: web.Application) -> AsyncIterator[None]:
    """What clients have begun and did not wait for."""
    async with app[keys.FINISHING].until_done():
        yield


async def close_sockets(app: web.Application) -> None:
    """Tell every live view that the server stops; a deaf one is not waited for."""
    app[keys.LIVE].close()
    sockets = app[keys.SOCKETS]
    closing = [
        socket.close(code=WSCloseCode.GOING_AWAY, message=b"the server stops")
        for socket in list(sockets)
    ]
    with suppress(TimeoutError):
        async with asyncio.timeout(2):
            await asyncio.gather(*closing, return_exceptions=True)
