"""What a request can reach: the application's objects by typed key. Only web and app.py use these."""

from __future__ import annotations

from aiohttp import web

from tracker.config import Config
from tracker.services.site_directory import SiteDirectory
from tracker.storage.database import Database

CONFIG = web.AppKey("config", Config)
DATABASE = web.AppKey("database", Database)
SITES = web.AppKey("sites", SiteDirectory)
