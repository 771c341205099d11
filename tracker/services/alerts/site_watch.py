"""One site that has alerts: what is counted of it, and what is worth a message now."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo

from tracker.domain.alerts.alert import Alert
from tracker.domain.alerts.first_times import FirstTimes
from tracker.domain.alerts.message import Facts
from tracker.domain.alerts.minutes import Minutes
from tracker.domain.alerts.missing import missing_path
from tracker.domain.alerts.usual import (
    drop_below,
    refused_from,
    same_hours,
    silent_for,
    spike_from,
    usual_of,
)
from tracker.domain.blocks.page_patterns import fits
from tracker.domain.events import Event
from tracker.domain.hits import PAGEVIEW
from tracker.domain.reports.goal_rules import reaches
from tracker.domain.reports.goals import Goal
from tracker.domain.rows import Leave
from tracker.services.alerts.learned import Learned
from tracker.services.alerts.watched import TENS, State, Watched
from tracker.storage.sites.sites import Site

NOT_FOUND = "404"
HOUR, MINUTE = 3_600_000, 60_000  # ms
LEFT = 10_000  # pages that are remembered to have reached a goal already
RECENT = 20  # messages that browsers may still ask for
OLD = 600_000  # ms: what is sent so late is no news


class SiteWatch:
    """`since`: ms UTC, from when on nothing was missed."""

    def __init__(self, site: Site, since: int) -> None:
        self.site = site
        self.since = since
        self.learned: Learned | None = None
        self.watched: list[Watched] = []
        self.recent: deque[tuple[int, Facts]] = deque(maxlen=RECENT)
        self._pageviews, self._refused = Minutes(), Minutes()
        self._latest = 0
        self._minute, self._of_weeks = 0, list[float]()
        self._sources, self._campaigns = FirstTimes(), FirstTimes()
        self._reached: dict[tuple[int, int], None] = {}  # alerts and their pageviews
        self._put(())

    def change(self, alerts: Iterable[Alert], goals: Iterable[Goal]) -> None:
        """Watch these from now on; what is known stays."""
        by_id = {goal.id: goal for goal in goals}
        before = {each.alert.id: each for each in self.watched}
        found = [Watched(alert, by_id.get(alert.goal_id or 0)) for alert in alerts]
        for each in found:
            known = before.get(each.alert.id)
            if known and (known.alert.kind, known.alert.of) == (each.alert.kind, each.alert.of):
                each.take_over(known)
        self._put(found)

    def learn(self, learned: Learned, at: int) -> None:
        """What was before."""
        self.learned, self._minute = learned, 0
        for times, known, of_kind in (
            (self._sources, learned.sources, self._of_sources),
            (self._campaigns, learned.campaigns, self._of_campaigns),
        ):
            if not times.knows:
                for name in times.learn(known, at):
                    _first(of_kind, name, at)

    def event(self, row: Event) -> bool:
        """What has come; whether somebody is to hear of it at once."""
        path, happened = row.page.path, False
        if row.name == PAGEVIEW:
            self._pageviews.add(row.at)
            self._latest = max(self._latest, row.at)
            happened = self._arrived(row)
            for each in self._of_pages:
                if each.goal and fits(each.goal.of, path):
                    each.happened(row.at, path)
                    happened = True
            return happened
        for each in self._of_events.get(row.name, ()):
            each.happened(row.at, path)
            happened = True
        if row.name == NOT_FOUND and self._of_missing:
            happened = self._not_found(missing_path(row.properties, path), row.at) or happened
        return happened

    def leave(self, row: Leave) -> bool:
        """The same of a page that was left: its depth and its time are known now."""
        happened, page = False, row.page.cursor if row.page else 0
        for each in self._of_leaves:
            goal = each.goal
            if goal is None or not reaches(goal, row.engaged, row.depth):
                continue
            if fits(goal.of, row.path) and self._once(each, page):
                each.happened(row.at, row.path)
                happened = True
        return happened

    def refuse(self, reason: str, at: int) -> None:
        """A hit was not counted that should be."""
        self._refused.add(at)
        for each in self._of_refused:
            each.happened(at, reason)

    def messages(self, at: int) -> Iterator[Facts]:
        """What is worth one now."""
        zone = ZoneInfo(self.site.time_zone)
        weeks = self._weeks(at, zone)
        for each in self.watched:
            match each.alert.kind:
                case "spike" | "drop" | "silence" | "refused":
                    facts = each.while_it_holds(self._state(each, weeks, at), at, zone)
                case "missing" if each.alert.least:
                    facts = each.while_it_holds(_many(each, at), at, zone)
                case _:
                    facts = each.one_by_one(at, zone)
            if facts:
                yield facts

    def remember(self, messages: Iterable[Facts], at: int) -> None:
        """The last ones, each under a number that is larger than those before."""
        for facts in messages:
            before = self.recent[-1][0] if self.recent else 0
            self.recent.append((max(before + 1, at), facts))

    def _once(self, each: Watched, page: int) -> bool:
        """A page may be left again and again, and reaches a goal once."""
        reached = each.alert.id, page
        if not page or reached in self._reached:
            return False
        self._reached[reached] = None
        if len(self._reached) > LEFT:
            del self._reached[next(iter(self._reached))]
        return True

    def _put(self, watched: Sequence[Watched]) -> None:
        self.watched = list(watched)
        self._of_sources = [each for each in watched if each.alert.kind == "source"]
        self._of_campaigns = [each for each in watched if each.alert.kind == "campaign"]
        self._of_missing = [each for each in watched if each.alert.kind == "missing"]
        self._of_refused = [each for each in watched if each.alert.kind == "refused"]
        goals = [each for each in watched if each.goal]
        self._of_pages = [each for each in goals if each.goal and each.goal.kind == "page"]
        self._of_leaves = [
            each for each in goals if each.goal and each.goal.kind in {"scroll", "engaged"}
        ]
        self._of_events: dict[str, list[Watched]] = {}
        for each in goals:
            if each.goal and each.goal.kind == "event":
                self._of_events.setdefault(each.goal.of, []).append(each)

    def _arrived(self, row: Event) -> bool:
        """Noted also where nobody waits for it yet: an alert that is made later has to know."""
        happened, (source, channel), campaign = False, row.source, row.page.campaign
        if channel not in {"direct", "internal"} and self._sources.is_new(source, row.at):
            happened = _first(self._of_sources, source, row.at)
        name = campaign.name if campaign else ""
        if name and self._campaigns.is_new(name, row.at):
            happened = _first(self._of_campaigns, name, row.at) or happened
        return happened

    def _not_found(self, path: str, at: int) -> bool:
        fitting = [each for each in self._of_missing if fits(each.alert.of or "**", path)]
        for each in fitting:
            each.happened(at, path)
        return bool(fitting)

    def _weeks(self, at: int, zone: ZoneInfo) -> list[float]:
        """As they were in this minute: it is asked each second."""
        minute = at // MINUTE
        if self._minute != minute:
            self._minute, self._of_weeks = minute, self._learned_weeks(at, zone)
        return self._of_weeks

    def _learned_weeks(self, at: int, zone: ZoneInfo) -> list[float]:
        if self.learned is None:
            return []
        begun = self.site.reset_at or self.learned.since
        return same_hours(self.learned.hours, begun, at, zone)

    def _state(self, each: Watched, weeks: list[float], at: int) -> State | None:
        usual, least = usual_of(weeks), each.alert.least
        match each.alert.kind:
            case "spike":
                least, count = least or spike_from(weeks), self._pageviews.last(TENS, at)
                usual = None if usual is None else usual / 6
                holds = least is not None and count >= least
                return State(count, least, _whole(usual), TENS) if holds else None
            case "drop":
                least, count = least or drop_below(weeks), self._pageviews.last(60, at)
                holds = least is not None and count < least and at - self.since >= HOUR
                return State(count, least, _whole(usual), 60) if holds else None
            case "silence":
                return self._silence(least, weeks, usual, at)
        days = self.learned.refused if self.learned else []
        least, count = least or refused_from(days), self._refused.last(TENS, at)
        return State(count, least, None, TENS, each.example) if count >= least else None

    def _silence(
        self, least: int | None, weeks: list[float], usual: float | None, at: int
    ) -> State | None:
        if least is not None and usual is not None and usual * least < 60:
            return None  # nobody comes at this hour
        minutes = least or silent_for(weeks)
        silent = (at - max(self._latest, self.since)) // MINUTE
        if minutes is None or silent < minutes:
            return None
        return State(0, minutes, _whole(usual), silent)


def _first(watched: list[Watched], name: str, at: int) -> bool:
    """Tell those that wait for that name, or for any."""
    wanted = [each for each in watched if each.alert.of.casefold() in {"", name.casefold()}]
    for each in wanted:
        each.happened(at, name)
    return bool(wanted)


def _many(each: Watched, at: int) -> State | None:
    count, least = each.times.last(TENS, at), each.alert.least or 1
    return State(count, least, None, TENS, each.example) if count >= least else None


def _whole(usual: float | None) -> int | None:
    return None if usual is None else round(usual)
