"""What was refused lately: counted by reason, the newest kept to be shown; what was sent is never
stored."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable

from tracker.domain.message_of import refused_message
from tracker.domain.messages import RefusedMessage
from tracker.domain.refusals import Reason, Refusal

KEPT = 50  # messages a site
MOST_KEPT = 8_000  # messages of all sites: those of the newest refusals, at most 2 KB each
AT_MOST = 10  # messages a second and site: a flood of refusals is shown as a sample


class Shown:
    """One site's refusals as they are shown."""

    def __init__(self) -> None:
        self.latest: deque[RefusedMessage] = deque(maxlen=KEPT)
        self.second = 0
        self.shown = 0


Count = Callable[[int, Reason, int], object]


class Refused:
    """Refusals by site; those that name no site are counted under 0. `count` is told of each, for
    its site's days. What a stranger has sent is kept for a bounded number."""

    def __init__(
        self, tell: Callable[[int, RefusedMessage], None], count: Count = lambda *_: None
    ) -> None:
        self._tell = tell
        self._count = count
        self._totals: Counter[Reason] = Counter()
        self._shown: dict[int, Shown] = {}  # in the order of their last refusal
        self._kept = 0

    def add(self, site_id: int, refusal: Refusal, now: int) -> None:
        self._totals[refusal.reason] += 1
        self._count(site_id, refusal.reason, now)
        # Who asks not to be counted is not shown one by one either.
        if site_id and refusal.reason is not Reason.PRIVACY:
            self._show(site_id, refusal, now)

    def totals(self) -> dict[Reason, int]:
        """By reason over all sites and none, the most frequent first."""
        return dict(self._totals.most_common())

    def latest(self, site_id: int) -> list[RefusedMessage]:
        return list(self._shown[site_id].latest) if site_id in self._shown else []

    def forget(self, site_id: int) -> None:
        """The site is no more; the totals keep what was counted."""
        self._drop(site_id)

    def _show(self, site_id: int, refusal: Refusal, now: int) -> None:
        site = self._shown.pop(site_id, None) or Shown()
        self._shown[site_id] = site
        if now // 1000 != site.second:
            site.second, site.shown = now // 1000, 0
        site.shown += 1
        if site.shown > AT_MOST:
            return
        message = refused_message(now, refusal)
        self._kept += len(site.latest) < KEPT
        site.latest.append(message)
        self._make_room()
        self._tell(site_id, message)

    def _make_room(self) -> None:
        while self._kept > MOST_KEPT:
            self._drop(next(iter(self._shown)))

    def _drop(self, site_id: int) -> None:
        if site := self._shown.pop(site_id, None):
            self._kept -= len(site.latest)
