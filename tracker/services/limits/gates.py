"""Whether one more hit may come now: rates of addresses and sites, and room on the disk."""

from __future__ import annotations

from collections.abc import Callable

from tracker.domain.refusals import Reason, Refusal
from tracker.services.limits.floor import Floor
from tracker.services.limits.rate_gate import RateGate
from tracker.storage.sites.sites import Site

LEAST = 10.0  # hits a second of a site, however many fronts share what it may bring
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
        self._rate = 0.0
        self._fronts = 1

    def sites_may(self, rate: float) -> None:
        """Bring so many hits a second, each, from now on."""
        self._rate = rate
        self._divide()

    def among(self, fronts: int) -> None:
        """So many processes take hits of every site, this one among them."""
        self._fronts = fronts
        self._divide()

    def _divide(self) -> None:
        share = max(self._rate / self._fronts, min(self._rate, LEAST))
        self.sites.becomes(share, share)

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
