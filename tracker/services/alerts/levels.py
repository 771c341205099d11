"""How much comes to a site now, beside its limits and the same hours of weeks before."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from tracker.domain.alerts.minutes import MINUTE, Minutes
from tracker.domain.alerts.usual import (
    drop_below,
    refused_from,
    same_hours,
    silent_for,
    spike_from,
    usual_of,
)
from tracker.services.alerts.learned import Learned
from tracker.services.alerts.watched import State, Watched
from tracker.storage.sites.sites import Site

TENS = 10  # minutes in which much is counted
HOUR = 3_600_000  # ms


class Levels:
    """`since`: ms UTC, from when on nothing was missed; `latest`: of the newest pageview."""

    def __init__(self, since: int) -> None:
        self.since = since
        self.latest = 0
        self.pageviews, self.refused = Minutes(), Minutes()
        self.learned: Learned | None = None
        self._minute, self._of_weeks = 0, list[float]()

    def pageview(self, at: int) -> None:
        """One more has come."""
        self.pageviews.add(at)
        self.latest = max(self.latest, at)

    def learn(self, learned: Learned) -> None:
        """What was before."""
        self.learned, self._minute = learned, 0

    def state(self, each: Watched, site: Site, at: int) -> State | None:
        """How it stands with what an alert is about; None where nobody can say."""
        weeks = self._weeks(site, at)
        match each.alert.kind:
            case "spike":
                return self._spike(each, weeks, at)
            case "drop":
                return self._drop(each, weeks, at)
            case "silence":
                return self._silence(each, weeks, at)
            case "missing":
                count = each.times.last(TENS, at)
                return _many(each, count, each.alert.least or 1)
        least = each.alert.least or refused_from(self.learned.refused if self.learned else [])
        return _many(each, self.refused.last(TENS, at), least)

    def _spike(self, each: Watched, weeks: list[float], at: int) -> State | None:
        least, usual = each.alert.least or spike_from(weeks), usual_of(weeks)
        if least is None:
            return None
        count = self.pageviews.last(TENS, at)
        return State(
            count >= least, count, least, None if usual is None else round(usual / 6), TENS
        )

    def _drop(self, each: Watched, weeks: list[float], at: int) -> State | None:
        least, count = each.alert.least or drop_below(weeks), self.pageviews.last(60, at)
        if least is None or (count < least and at - self.since < HOUR):
            return None
        return State(count < least, count, least, _whole(usual_of(weeks)), 60)

    def _silence(self, each: Watched, weeks: list[float], at: int) -> State | None:
        least, usual = each.alert.least, usual_of(weeks)
        minutes = least or silent_for(weeks)
        silent = (at - max(self.latest, self.since)) // MINUTE
        is_silent = minutes is not None and silent >= minutes
        if not is_silent and each.lasts is not None and self.latest > each.lasts:
            return State(False, 0, minutes, _whole(usual))
        if not is_silent or (least is not None and usual is not None and usual * least < 60):
            return None  # or nobody comes at this hour
        return State(True, 0, minutes, _whole(usual), silent)

    def _weeks(self, site: Site, at: int) -> list[float]:
        """As they were in this minute: it is asked each second."""
        minute = at // MINUTE
        if self._minute != minute:
            self._minute, self._of_weeks = minute, self._learned_weeks(site, at)
        return self._of_weeks

    def _learned_weeks(self, site: Site, at: int) -> list[float]:
        if self.learned is None:
            return []
        begun = site.reset_at or self.learned.since
        return same_hours(self.learned.hours, begun, at, ZoneInfo(site.time_zone))


def _many(each: Watched, count: int, least: int) -> State:
    return State(count >= least, count, least, None, TENS, each.example)


def _whole(usual: float | None) -> int | None:
    return None if usual is None else round(usual)
