"""The whole server on one page: what it is made of, in order of need."""

from __future__ import annotations

import asyncio
import secrets
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress

from aiohttp import ClientSession, DummyCookieJar, WSCloseCode, web

from tracker.alerting import alerting
from tracker.config import Config
from tracker.importing import imports
from tracker.keeping import backups, database, kept, pruning
from tracker.people import audit_log, provider, sites
from tracker.recording import fan_out, recording
from tracker.reporting import reports
from tracker.services.changing import Changing
from tracker.services.limits.strangers import Strangers
from tracker.services.mail.faults import Faults
from tracker.services.mail.mailer import Mailer
from tracker.services.passkeys import challenges
from tracker.services.passkeys.challenges import Challenges
from tracker.services.places.local import Geolocation
from tracker.services.places.service import GeoService
from tracker.services.recording.spam_list import SpamList, spam_files
from tracker.services.reports.turns import Turns
from tracker.services.settled_clock import SettledClock
from tracker.services.short_memory import OwnMemory
from tracker.services.sites.owners_pages import OwnersPages
from tracker.services.sites.visit_tickets import TestTokens
from tracker.web import keys
from tracker.web.admin.alarms import alarms
from tracker.web.admin.metrics import PATH as METRICS
from tracker.web.admin.metrics import metrics
from tracker.web.beacon.routes import beacon_script
from tracker.web.failing.in_background import told_of_quiet_faults
from tracker.web.live.streams import Streams
from tracker.web.mail.preview import DEV_ROUTES
from tracker.web.mail.writing import sender_of
from tracker.web.routes import ROUTES, SIGNS
from tracker.web.sharing.drawn import DrawnPages
from tracker.web.sharing.streams import SharedStreams
from tracker.web.shell import set_up_shell, set_up_signs


def wall_clock() -> int:
    """Now, in ms since 1970, UTC."""
    return time.time_ns() // 1_000_000


Part = Callable[[web.Application], AbstractAsyncContextManager[None]]


class NotReady(Exception):
    """The settings ask for what this release cannot do yet."""


def create_app(
    config: Config,
    now: Callable[[], int] = wall_clock,
    steady: Callable[[], float] = time.monotonic,
    *,
    many_are_tried: bool = False,
) -> web.Application:
    """The application; opening and closing what it needs is bound to its start and cleanup.
    `many_are_tried`: let it be one of many processes, though they cannot do everything. Raises
    NotReady."""
    if config.is_one_of_many and not many_are_tried:
        raise NotReady(NOT_READY)
    app = web.Application(client_max_size=32 * 1024, client_max_fields=50)
    app[keys.CONFIG] = config
    app[keys.CHANGING] = Changing(config)
    app[keys.CLOCK] = now
    app[keys.SETTLED] = SettledClock(now, steady)
    remember(app, config, now, steady)
    app.cleanup_ctx.extend(parts_of_many(config) if config.is_one_of_many else parts_of_one())
    app.on_shutdown.append(close_sockets)
    add_routes(app)
    (set_up_shell if "front" in config.roles else set_up_signs)(app)
    return app


def parts_of_one() -> Sequence[Part]:
    """What is opened in a process that is the whole server, in order of need."""
    return [
        mail,
        database,
        kept,
        audit_log,
        sites,
        provider,
        places,
        spam_list,
        fan_out,
        recording,
        reports,
        alerting,
        backups,
        pruning,
        imports,
        alarms,
        finishing,  # the last: what is under way needs all of them
    ]


def parts_of_many(config: Config) -> Sequence[Part]:
    """The same of one of several that are one server."""
    from tracker import clustering, fronting  # their engines' clients need not be installed
    from tracker.engine_watch import engine_watch
    from tracker.engines import engines
    from tracker.jobs import jobs
    from tracker.shared_alerting import alerting_together

    if "front" not in config.roles:
        return [mail, clustering.folder, engines, engine_watch, clustering.behind, clustering.roles]
    return [
        mail,
        clustering.folder,
        engines,
        fronting.kept,
        engine_watch,
        audit_log,
        sites,
        provider,
        places,
        spam_list,
        fronting.views,
        clustering.forwarding,
        fronting.answers,
        alerting_together,
        fronting.as_one,
        jobs,
        clustering.roles,
        finishing,
    ]


def remember(
    app: web.Application,
    config: Config,
    now: Callable[[], int],
    steady: Callable[[], float],
) -> None:
    """What is kept in memory alone, from the first request on."""
    app[keys.BETWEEN] = None
    app[keys.SOCKETS] = set()
    app[keys.STREAMS] = Streams(config.sockets, config.sockets_per_user)
    app[keys.STRANGERS_STREAMS] = SharedStreams(config.shared_sockets)
    app[keys.QUESTIONS] = Turns()
    app[keys.STRANGERS] = Strangers(steady)
    app[keys.BADGE_STRANGERS] = Strangers(steady)
    app[keys.DRAWN_PAGES] = DrawnPages(steady)
    app[keys.TEST_TOKENS] = TestTokens(now)
    app[keys.OWNERS_PAGES] = OwnersPages(config.alert_networks)
    answered = OwnMemory(steady, challenges.REMEMBERED)
    key, random = secrets.token_bytes(32), secrets.token_bytes
    app[keys.CHALLENGES] = Challenges(steady, key, random, answered)


def add_routes(app: web.Application) -> None:
    """Everybody's, and those that the settings ask for."""
    config = app[keys.CONFIG]
    if "front" not in config.roles:
        app.add_routes(SIGNS)
    else:
        # First, for its name may be one that another product's script has.
        app.add_routes([web.get(f"/{config.beacon_name}", beacon_script, name="beacon"), *ROUTES])
    if config.metrics_token:
        app.router.add_get(METRICS, metrics, name="metrics")
    if config.debug:
        app.add_routes(DEV_ROUTES)


NOT_READY = (
    "Several processes as one server are not ready yet, and would lose what is recorded: leave "
    "QUEUE_URL, EVENTS_URL and ACCOUNTS_URL empty."
)


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
async def finishing(app: web.Application) -> AsyncIterator[None]:
    """What clients have begun and did not wait for."""
    async with app[keys.FINISHING].until_done():
        yield


async def close_sockets(app: web.Application) -> None:
    """Tell every live view that the server stops; a deaf one is not waited for."""
    if keys.LIVE in app:
        app[keys.LIVE].close()
    sockets = app[keys.SOCKETS]
    closing = [
        socket.close(code=WSCloseCode.GOING_AWAY, message=b"the server stops")
        for socket in list(sockets)
    ]
    with suppress(TimeoutError):
        async with asyncio.timeout(2):
            await asyncio.gather(*closing, return_exceptions=True)
