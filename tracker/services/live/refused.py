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
    its site's days, `shown` of those that are shown one by one. What a stranger has sent is kept
    for a bounded number."""

    def __init__(
        self, tell: Callable[[int, RefusedMessage], None], count: Count = lambda *_: None
    ) -> None:
        self._tell = tell
        self._count = count
        self._totals: Counter[Reason] = Counter()
        self._shown: dict[int, Shown] = {}  # in the order of their last refusal
        self._kept = 0
        self.shown: Callable[[int, RefusedMessage], object] = lambda *_: None

    def add(self, site_id: int, refusal: Refusal, now: int) -> None:
        self._totals[refusal.reason] += 1
        self._count(site_id, refusal.reason, now)
        # Who asks not to be counted is not shown one by one either.
        if site_id and refusal.reason is not Reason.PRIVACY:
            self._show(site_id, refusal, now)

    def heard(self, site_id: int, message: RefusedMessage) -> None:
        """Another process shows it, that is this server, too."""
        if site := self._showing(site_id, message.at):
            self._put(site_id, site, message)

    def totals(self) -> dict[Reason, int]:
        """By reason over all sites and none, the most frequent first."""
        return dict(self._totals.most_common())

    def latest(self, site_id: int) -> list[RefusedMessage]:
        return list(self._shown[site_id].latest) if site_id in self._shown else []

    def forget(self, site_id: int) -> None:
        """The site is no more; the totals keep what was counted."""
        self._drop(site_id)

    def _show(self, site_id: int, refusal: Refusal, now: int) -> None:
        if site := self._showing(site_id, now):
            message = refused_message(now, refusal)
            self._put(site_id, site, message)
            self.shown(site_id, message)

    def _showing(self, site_id: int, at: int) -> Shown | None:
        """The site, where one more is shown at that second."""
        site = self._shown.pop(site_id, None) or Shown()
        self._shown[site_id] = site
        if at // 1000 != site.second:
            site.second, site.shown = at // 1000, 0
        site.shown += 1
        return site if site.shown <= AT_MOST else None

    def _put(self, site_id: int, site: Shown, message: RefusedMessage) -> None:
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
