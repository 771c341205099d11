"""What stands between a socket and a handler, and around every answer."""

from __future__ import annotations

import itertools
import secrets
import time

import aiohttp_session
from aiohttp import web

from tracker.domain.proxies import parse_proxies
from tracker.services.accounts import kept_passwords, pending_accounts, setup_link
from tracker.services.accounts.kept_passwords import KeptPasswords
from tracker.services.accounts.passwords import Passwords
from tracker.services.accounts.pending_accounts import PendingAccounts
from tracker.services.accounts.setup_link import PrintedLinks, SetupLink
from tracker.services.accounts.throttle import LINKS, LINKS_BYTES, OwnThrottle, Throttle
from tracker.services.finishing import Finishing
from tracker.services.mail import gate
from tracker.services.mail.gate import MailGate
from tracker.services.providers import begun
from tracker.services.providers.begun import BegunSignIns
from tracker.services.session_ends import SessionEnds
from tracker.services.short_memory import OwnMemory
from tracker.services.upkeep.forwarded import Forwarded
from tracker.services.upkeep.maintenance import Maintenance
from tracker.storage.accounts.two_factor_key import TwoFactorKey
from tracker.web import keys
from tracker.web.asking.cross_site import own_host, own_pages
from tracker.web.asking.forwarding import note_proxies
from tracker.web.asking.handler_marks import pass_beacons
from tracker.web.asking.session_cookie import TableStorage
from tracker.web.failing.errors import show_errors
from tracker.web.failing.maintenance import close_pages
from tracker.web.logs.requests import know_request
from tracker.web.pages.compression import compress_pages
from tracker.web.pages.headers import guard
from tracker.web.pages.pages import set_up_pages
from tracker.web.peer_apis import kept_exports
from tracker.web.peer_apis.kept_exports import Exports
from tracker.web.serving.finishing import finish_changes
from tracker.web.words.i18n import know_reader


def set_up_shell(app: web.Application) -> None:
    """Middlewares from the outside in, headers, templates; needs CONFIG."""
    storage = TableStorage(app[keys.CONFIG])
    app[keys.COOKIE] = storage.cookie_name
    _set_up_log_in(app)
    _set_up_throttles(app)
    _set_up_work(app)
    app.middlewares.extend(
        [
            pass_beacons,
            compress_pages,
            finish_changes,
            know_request,
            note_proxies,
            know_reader,
            aiohttp_session.session_middleware(storage),
            show_errors,
            own_host,
            own_pages,
            close_pages,
        ]
    )
    app.on_response_prepare.append(guard)
    set_up_pages(app)


def set_up_signs(app: web.Application) -> None:
    """The same of a process that has no pages and knows nobody."""
    _set_up_work(app)
    app.on_response_prepare.append(guard)


def _set_up_log_in(app: web.Application) -> None:
    """What proves who somebody is, and ends what hangs on that."""
    key_file = app[keys.CONFIG].data_dir / "two-factors.key"
    app[keys.TWO_FACTOR_KEY] = TwoFactorKey(key_file, secrets.token_bytes)
    app[keys.PASSWORDS] = Passwords()
    clock = time.monotonic
    app[keys.KEPT_PASSWORDS] = KeptPasswords(OwnMemory(clock, kept_passwords.MOST))
    awaited = OwnMemory(clock, pending_accounts.MOST)
    app[keys.PENDING_ACCOUNTS] = PendingAccounts(awaited, clock)
    app[keys.PRINTED_LINKS] = PrintedLinks(OwnMemory(clock, setup_link.MOST))
    app[keys.BEGUN_SIGN_INS] = BegunSignIns(OwnMemory(clock, begun.MOST))
    app[keys.SETUP_LINK] = SetupLink(OwnMemory(clock, 1), clock)
    app[keys.SESSION_ENDS] = SessionEnds()
    app[keys.TOKEN_ENDS] = SessionEnds()
    app[keys.LINK_ENDS] = SessionEnds()


def _set_up_throttles(app: web.Application) -> None:
    by_hash = secrets.token_bytes(32)
    clock = time.monotonic
    app[keys.THROTTLE] = OwnThrottle(Throttle(clock, by_hash))
    app[keys.CODE_THROTTLE] = OwnThrottle(Throttle(clock, by_hash))
    app[keys.LINK_THROTTLE] = OwnThrottle(Throttle(clock, by_hash, LINKS, LINKS_BYTES))
    app[keys.MAIL_GATE] = MailGate(OwnMemory(clock, gate.REMEMBERED), clock, by_hash)
    asked, pace = OwnMemory(clock, gate.REMEMBERED), (gate.INVITATIONS, gate.INVITED_EVERY)
    app[keys.INVITATION_GATE] = MailGate(asked, clock, by_hash, *pace)


def _set_up_work(app: web.Application) -> None:
    """What a request meets or leaves behind."""
    config = app[keys.CONFIG]
    app[keys.PROXIES] = parse_proxies(config.trusted_proxies)
    app[keys.FORWARDED] = Forwarded()
    app[keys.MAINTENANCE] = Maintenance(config.data_dir)
    app[keys.FINISHING] = Finishing()
    app[keys.ERRANDS] = set()
    app[keys.EXPORTS] = set()
    app[keys.READ_EXPORTS] = Exports(
        OwnMemory(time.monotonic, kept_exports.MOST_KEPT), itertools.count(1).__next__
    )
