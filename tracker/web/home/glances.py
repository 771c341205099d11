"""One line about a site on the first page: the last day, today against yesterday."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

import msgspec

from tracker.services.live.tallies import HOUR, Tally
from tracker.storage.log.totals import QUARTER
from tracker.storage.sites.sites import Site
from tracker.web.charts.day_bars import bars_of, heights_of, line_of
from tracker.web.words.figures import exact, number
from tracker.web.words.i18n import _, ngettext, reader
from tracker.web.words.site_times import SiteTimes

HOURS = 24
COMPARED_FROM = 30  # visitors; a change against fewer says nothing


class Glance(msgspec.Struct, frozen=True):
    """What the row and its live messages say; the words are ready to show."""

    id: int
    waiting: bool  # nobody has ever come
    hours: str  # pageviews, oldest hour first, the last one still running
    before: str  # the same of the day before
    bars: str  # `hours` as a path, without the last one
    running: str  # that one
    line: str  # `before` as points
    midnight: int  # before which of the bars it was
    end: int  # of the last hour, ms UTC
    bars_text: str
    today: str
    today_exact: str
    today_noun: str
    count: int  # of today
    yesterday: int  # by this hour
    last: str  # when somebody was last there, in words
    direction: str  # "up", "down", "same" or "" where a change says nothing
    change: str


def uncounted(site: Site) -> Glance:
    """A row whose figures are still being read."""
    said, nothing = _("being counted"), _numbers([0] * HOURS)
    return Glance(
        id=site.id,
        waiting=False,
        hours=nothing,
        before=nothing,
        bars="",
        running="",
        line="",
        midnight=0,
        end=0,
        bars_text=said,
        today="…",
        today_exact=said,
        today_noun=_("visitors today"),
        count=0,
        yesterday=0,
        last="",
        direction="",
        change="",
    )


Stamp = tuple[int, int, str]
_made: WeakKeyDictionary[Tally, dict[str, tuple[Stamp, Glance]]] = WeakKeyDictionary()


def glance(tally: Tally, site: Site, now: int) -> Glance:
    """The figures of one row. All who look at a site, on however many pages, share what was made of
    its tally last in their language."""
    made = _made.setdefault(tally, {})
    stamp = (tally.changes, now // QUARTER, site.time_zone)
    known = made.get(reader().language)
    if known is None or known[0] != stamp:
        known = made[reader().language] = (stamp, _glance(tally, site, now))
    return known[1]


def _glance(tally: Tally, site: Site, now: int) -> Glance:
    times = SiteTimes(site.time_zone)
    end = (now // HOUR + 1) * HOUR
    both = tally.pageviews_by_hour(end - 2 * HOURS * HOUR, 2 * HOURS)
    earlier, hours = both[:HOURS], both[HOURS:]
    begin, before = times.day_start(now), times.day_before(now)
    today = tally.between(begin, now + 1).visitors
    yesterday = tally.between(times.day_start(before), before).visitors
    direction, said = change(today, yesterday)
    heights = heights_of(both)
    return Glance(
        id=site.id,
        waiting=not tally.visited,
        hours=_numbers(hours),
        before=_numbers(earlier),
        bars=bars_of(heights[HOURS:-1]),
        running=bars_of(heights[-1:], HOURS - 1),
        line=line_of(heights[:HOURS]),
        midnight=HOURS - min(HOURS, -(-(end - begin) // HOUR)),
        end=end,
        bars_text=_bars_text(hours),
        today=number(today),
        today_exact=exact(today),
        today_noun=ngettext("visitor today", "visitors today", today),
        count=today,
        yesterday=yesterday,
        last=_last(times, tally.latest, now),
        direction=direction,
        change=said,
    )


def _last(times: SiteTimes, latest: int, now: int) -> str:
    if not latest:
        return ""
    day, clock = times.day_of(latest, now), times.clock(latest)[:5]
    return _("last visit %(when)s") % {"when": f"{day}, {clock}" if day else clock}


def _numbers(hours: Sequence[int]) -> str:
    return " ".join(map(str, hours))


def _bars_text(hours: Sequence[int]) -> str:
    if sum(hours) == 1:
        return _("1 pageview in the last 24 hours")
    said = _("%(total)s pageviews in the last 24 hours, at most %(most)s in one of them")
    return said % {"total": exact(sum(hours)), "most": exact(max(hours))}


def change(today: int, yesterday: int) -> tuple[str, str]:
    """The direction, and the change in words; where yesterday is too thin, its number."""
    if yesterday < COMPARED_FROM:
        said = _("yesterday by now: %(number)s") % {"number": exact(yesterday)}
        return "", said if yesterday else ""
    percent = round(100 * (today - yesterday) / yesterday)
    if percent == 0:
        return "same", _("as yesterday by now")
    by = f"{'+' if percent > 0 else '−'}{exact(abs(percent))}\u00a0%"
    said = _("%(change)s vs yesterday by now") % {"change": by}
    return ("up" if percent > 0 else "down"), said
