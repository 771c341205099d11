"""All sites there are, as whoever works behind the log has to know them: read again and again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from tracker.storage.file.errors import StorageError
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites.sites import Site, all_sites

logger = logging.getLogger(__name__)

EVERY = 60.0  # seconds


class ReadSites:
    """None are known before they are read once."""

    def __init__(self, accounts: Accounts, every: float = EVERY) -> None:
        self._accounts = accounts
        self._every = every
        self._known: Mapping[int, Site] = {}

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                self._known = {site.id: site for site in await all_sites(self._accounts)}
            except StorageError as error:
                logger.warning("Sites cannot be read: %s", error)
            await asyncio.sleep(self._every)

    def zones(self) -> Mapping[int, str]:
        """The time zones of all, by number."""
        return {site.id: site.time_zone for site in self._known.values()}

    def shard_of(self, site_id: int) -> int:
        """Shard 0 looks after what deleted sites have left behind."""
        return self._known[site_id].shard if site_id in self._known else 0
