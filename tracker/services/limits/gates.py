"""Whether one more hit may come now: rates of addresses and sites, and room on the disk."""

from __future__ import annotations

from collections.abc import Callable

from tracker.domain.refusals import Reason, Refusal
from tracker.services.limits.floor import Floor
from tracker.services.limits.rate_gate import RateGate
from tracker.storage.sites.sites import Site

FAST = Refusal(Reason.FAST, retry_after=1)


class Gates:
    """Each answers with a refusal, or with None and counts the hit."""

    def __init__(
        self,
        addresses: RateGate,
        sites: RateGate,
        floor: Floor,
        monotonic: Callable[[], float],
    ) -> None:
        self.addresses = addresses
        self.sites = sites
        self._floor = floor
        self._monotonic = monotonic

    def stranger(self, address: str, site: Site | None) -> Refusal | None:
        """Addresses are counted by their `rate_key`. Who tries keys that are none is slowed down
        like everybody."""
        now = self._monotonic()
        if not self.addresses.allows(address, now):
            return FAST
        if site and not self.sites.allows(site.id, now):
            return FAST
        return self._floor.refusal if site else None

    def program(self, site: Site) -> Refusal | None:
        """For a sender with a token, who speaks for many visitors: only the site's rate holds."""
        return self._floor.refusal if self.sites.allows(site.id, self._monotonic()) else FAST
