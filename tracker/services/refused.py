"""What was refused lately: counted by reason, the newest kept to be shown, never stored."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable

from tracker.domain.messages import RefusedMessage, refused_message
from tracker.domain.refusals import Reason, Refusal

KEPT = 50  # messages a site
MOST_SITES = 10_000
AT_MOST = 10  # messages a second and site: a flood of refusals is shown as a sample


class SiteRefusals:
    """One site's refusals since the start."""

    def __init__(self) -> None:
        self.counts: Counter[Reason] = Counter()
        self.latest: deque[RefusedMessage] = deque(maxlen=KEPT)
        self.second = 0
        self.shown = 0


class Refused:
    """Refusals by site; those that name no site are counted under 0."""

    def __init__(self, tell: Callable[[int, RefusedMessage], None]) -> None:
        self._tell = tell
        self._sites: dict[int, SiteRefusals] = {}

    def add(self, site_id: int, refusal: Refusal, now: int) -> None:
        site = self._sites.get(site_id)
        if site is None:
            if len(self._sites) >= MOST_SITES:
                return
            site = self._sites[site_id] = SiteRefusals()
        site.counts[refusal.reason] += 1
        # Who asks not to be counted is not shown one by one either.
        if site_id and refusal.reason is not Reason.PRIVACY:
            self._show(site_id, site, refusal, now)

    def counts(self, site_id: int) -> dict[Reason, int]:
        """By reason, the most frequent first."""
        return dict(self._sites[site_id].counts.most_common()) if site_id in self._sites else {}

    def totals(self) -> dict[Reason, int]:
        """By reason over all sites and none, the most frequent first."""
        total: Counter[Reason] = Counter()
        for site in self._sites.values():
            total.update(site.counts)
        return dict(total.most_common())

    def latest(self, site_id: int) -> list[RefusedMessage]:
        return list(self._sites[site_id].latest) if site_id in self._sites else []

    def _show(self, site_id: int, site: SiteRefusals, refusal: Refusal, now: int) -> None:
        if now // 1000 != site.second:
            site.second, site.shown = now // 1000, 0
        site.shown += 1
        if site.shown > AT_MOST:
            return
        message = refused_message(now, refusal)
        site.latest.append(message)
        self._tell(site_id, message)
