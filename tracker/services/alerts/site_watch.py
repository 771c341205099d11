"""One site that has alerts: what has come to it, and what is worth a message now."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from tracker.domain.alerts.alert import Alert
from tracker.domain.alerts.first_times import FirstTimes
from tracker.domain.alerts.memory import SiteMemory
from tracker.domain.alerts.message import Facts
from tracker.domain.events import Event
from tracker.domain.hits import PAGEVIEW
from tracker.domain.reports.goals import Goal
from tracker.domain.rows import Leave
from tracker.services.alerts.learned import Learned
from tracker.services.alerts.levels import Levels
from tracker.services.alerts.listeners import Listeners, first
from tracker.services.alerts.watched import Watched
from tracker.storage.sites.sites import Site

RECENT = 20  # messages that browsers may still ask for


class SiteWatch:
    """`is_changed`: since it was kept. `since`: ms UTC, from when on nothing was missed."""

    def __init__(self, site: Site, since: int) -> None:
        self.site = site
        self.levels = Levels(since)
        self.recent: deque[tuple[int, Facts]] = deque(maxlen=RECENT)
        self.is_changed = True
        self._listeners = Listeners()
        self._sources, self._campaigns = FirstTimes(), FirstTimes()

    def change(self, alerts: Iterable[Alert], goals: Iterable[Goal]) -> None:
        """Watch these from now on; what is known stays."""
        by_id = {goal.id: goal for goal in goals}
        before = {each.alert.id: each for each in self._listeners.all}
        found = [Watched(alert, by_id.get(alert.goal_id or 0)) for alert in alerts]
        for each in found:
            known = before.get(each.alert.id)
            if known and _subject(known.alert) == _subject(each.alert):
                each.take_over(known)
        self._listeners.put(found)
        self.is_changed = True

    def learn(self, learned: Learned, at: int) -> None:
        """What was before."""
        self.levels.learn(learned)
        for times, known, of_kind in (
            (self._sources, learned.sources, self._listeners.sources),
            (self._campaigns, learned.campaigns, self._listeners.campaigns),
        ):
            if not times.knows:
                for name in times.learn(known, at):
                    self.is_changed |= first(of_kind, name, at)

    def event(self, row: Event) -> bool:
        """What has come; whether somebody is to hear of it at once."""
        self.is_changed = True
        if row.name != PAGEVIEW:
            return self._listeners.event(row)
        self.levels.pageview(row.at)
        is_first = self._arrived(row)
        return self._listeners.page(row) or is_first

    def leave(self, row: Leave) -> bool:
        """The same of a page that was left."""
        happened = self._listeners.leave(row)
        self.is_changed |= happened
        return happened

    @property
    def waits_for_reading(self) -> bool:
        """Whether pages that are left can reach something."""
        return self._listeners.waits_for_reading

    def left_before(self, row: Leave) -> None:
        """A page was left, and all that comes of it is known: it is told once."""
        self._listeners.left_before(row)

    def refuse(self, reason: str, at: int) -> None:
        """A hit was not counted that should be."""
        self.is_changed = True
        self.levels.refused.add(at)
        self._listeners.refused(reason, at)

    def messages(self, at: int) -> Iterator[Facts]:
        """What is worth one now."""
        for each in self._listeners.all:
            if facts := self._message(each, at):
                self.is_changed = True
                yield facts

    def tell(self, messages: Iterable[Facts], at: int) -> None:
        """The last ones are shown, each under a number that is larger than those before."""
        for facts in messages:
            before = self.recent[-1][0] if self.recent else 0
            self.recent.append((max(before + 1, at), facts))

    def memory(self) -> SiteMemory:
        """What is known, to be kept."""
        pageviews, refused = self.levels.pageviews.counts(), self.levels.refused.counts()
        alerts = {each.alert.id: each.memory() for each in self._listeners.all}
        return SiteMemory(self.levels.latest, pageviews, refused, alerts)

    def take_up(self, memory: SiteMemory) -> None:
        """What was known when it was kept."""
        self.levels.latest = memory.latest
        self.levels.pageviews.put(memory.pageviews)
        self.levels.refused.put(memory.refused)
        for each in self._listeners.all:
            if known := memory.alerts.get(each.alert.id):
                each.take_up(known)

    def _message(self, each: Watched, at: int) -> Facts | None:
        zone = ZoneInfo(self.site.time_zone)
        match each.alert.kind:
            case "spike" | "drop" | "silence" | "refused":
                return each.while_it_holds(self.levels.state(each, self.site, at), at, zone)
            case "missing" if each.alert.least:
                return each.while_it_holds(self.levels.state(each, self.site, at), at, zone)
        return each.one_by_one(at, zone)

    def _arrived(self, row: Event) -> bool:
        """Noted also where nobody waits for it yet: an alert that is made later has to know."""
        happened, (source, channel), campaign = False, row.source, row.page.campaign
        if channel not in {"direct", "internal"} and self._sources.is_new(source, row.at):
            happened = first(self._listeners.sources, source, row.at)
        name = campaign.name if campaign else ""
        if name and self._campaigns.is_new(name, row.at):
            happened = first(self._listeners.campaigns, name, row.at) or happened
        return happened


def _subject(alert: Alert) -> tuple[str, str, int | None]:
    return alert.kind, alert.of, alert.goal_id
