"""SIGHUP: log files are opened anew, and those settings are read again that can change at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

from aiohttp import web

from tracker.config import Config
from tracker.services.changing import CHANGEABLE, different
from tracker.settings.reading import ConfigError
from tracker.web import keys
from tracker.web.logs.log_dir import reopen

log = logging.getLogger(__name__)

Load = Callable[[], Config]


class Reloading:
    """`load` reads the settings as the start did. `config` is what the next life begins with."""

    def __init__(self, config: Config, load: Load) -> None:
        self.asked = asyncio.Event()
        self.config = config
        self._began_with = config
        self._load = load

    async def work(self, app: web.Application) -> None:
        """Whenever it is asked for; what cannot be used changes nothing."""
        while True:
            await self.asked.wait()
            self.asked.clear()
            await asyncio.to_thread(reopen)
            if keys.SPAM_LIST in app:
                await asyncio.to_thread(app[keys.SPAM_LIST].read)
            try:
                self._take(app, await asyncio.to_thread(self._load))
            except (ConfigError, OSError) as wrong:
                log.error("Nothing was taken anew, the settings cannot be used: %s", wrong)

    def _take(self, app: web.Application, wanted: Config) -> None:
        differ = different(wanted, self._began_with)
        taken = {name: getattr(wanted, name) for name in CHANGEABLE}
        changed = different(self.config, replace(self.config, **taken))
        self.config = replace(self.config, **taken)
        apply(app, self.config)
        log.info("Taken anew: %s; log files opened anew", _named(changed) or "no setting")
        if others := _named(differ - CHANGEABLE):
            log.warning("%s: in effect after a restart", others)


def apply(app: web.Application, config: Config) -> None:
    """From the next request on."""
    app[keys.CHANGING].config = config
    if keys.GATES in app:
        gates = app[keys.GATES]
        gates.addresses.becomes(config.rate_per_address, config.rate_burst)
        gates.sites_may(config.rate_per_site)
    logging.getLogger().setLevel(config.log_level)


def _named(settings: set[str]) -> str:
    return ", ".join(sorted(name.upper() for name in settings))
