"""What a request can reach: the application's objects, by typed key."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from tracker.config import Config
from tracker.domain.client_address import Proxies
from tracker.services.passwords import Passwords
from tracker.services.session_ends import SessionEnds
from tracker.services.site_directory import SiteDirectory
from tracker.services.throttle import Throttle
from tracker.storage.database import Database
from tracker.storage.login_sessions import LoginSession

CONFIG = web.AppKey("config", Config)
CLOCK: web.AppKey[Callable[[], int]] = web.AppKey("clock")  # ms, UTC
PROXIES = web.AppKey("proxies", Proxies)
DATABASE = web.AppKey("database", Database)
SITES = web.AppKey("sites", SiteDirectory)
PASSWORDS = web.AppKey("passwords", Passwords)
THROTTLE = web.AppKey("throttle", Throttle)
SETUP_TOKEN = web.AppKey("setup_token", str)  # makes the first user, while there is none
SESSION_ENDS = web.AppKey("session_ends", SessionEnds)
COOKIE = web.AppKey("cookie", str)  # the name of the session's cookie
STATIC = web.AppKey("static", str)  # the path of this release's static files

LOGIN = web.RequestKey("login", LoginSession)
PREPARED = web.RequestKey("prepared", bool)  # the answer's headers are out
