"""One line about a site on the first page: who is there, the last day, today against yesterday."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tracker.services.live.tallies import Tally
from tracker.storage.sites.sites import Site
from tracker.web.words.figures import exact, number
from tracker.web.words.i18n import _, ngettext
from tracker.web.words.site_times import SiteTimes

HOUR = 3_600_000  # ms
HOURS = 24
BAR = 36  # px, the highest
COMPARED_FROM = 30  # visitors; a change against fewer says nothing


class Glance(msgspec.Struct, frozen=True):
    """What the row and its live messages say; the words are ready to show."""

    id: int
    waiting: bool  # nobody has ever come
    bars: tuple[int, ...]  # px per hour, oldest first, the last one still running
    before: tuple[int, ...]  # the same of the day before
    midnight: int  # before which of the bars it was
    bars_text: str
    today: str
    today_exact: str
    today_noun: str
    count: int  # of today
    yesterday: int  # by this hour
    direction: str  # "up", "down", "same" or "" where a change says nothing
    change: str


class Presence(msgspec.Struct, frozen=True):
    """Who is on a site now."""

    id: int
    now: str
    noun: str
    where: str
    count: int


def uncounted(site: Site) -> Glance:
    """A row whose figures are still being read."""
    said = _("being counted")
    nothing = (0,) * HOURS
    return Glance(
        site.id, False, nothing, nothing, 0, said, "…", said, _("visitors today"), 0, 0, "", ""
    )


def glance(tally: Tally, site: Site, now: int) -> Glance:
    """The figures of one row."""
    times = SiteTimes(site.time_zone)
    end = (now // HOUR + 1) * HOUR
    hours = tally.pageviews_by_hour(end - HOURS * HOUR, HOURS)
    hours_before = tally.pageviews_by_hour(end - 2 * HOURS * HOUR, HOURS)
    before = times.day_before(now)
    today = tally.between(times.day_start(now), now + 1).visitors
    yesterday = tally.between(times.day_start(before), before).visitors
    direction, said = change(today, yesterday)
    most = max(*hours, *hours_before)
    return Glance(
        id=site.id,
        waiting=not tally.visited,
        bars=bars(hours, most),
        before=bars(hours_before, most),
        midnight=HOURS - min(HOURS, -(-(end - times.day_start(now)) // HOUR)),
        bars_text=_bars_text(hours),
        today=number(today),
        today_exact=exact(today),
        today_noun=ngettext("visitor today", "visitors today", today),
        count=today,
        yesterday=yesterday,
        direction=direction,
        change=said,
    )


def presence(site_id: int, now: int, pages: Sequence[tuple[str, int]]) -> Presence:
    """How many are there, and on which pages."""
    where = _where([path for path, _count in pages])
    if not now:
        return Presence(site_id, "–", _("nobody now"), where, 0)
    return Presence(site_id, number(now), ngettext("visitor now", "visitors now", now), where, now)


def bars(hours: Sequence[int], most: int) -> tuple[int, ...]:
    """Heights in px, `most` being the highest; an hour with any pageview is at least visible."""
    return tuple(max(2, round(BAR * count / most)) if count else 0 for count in hours)


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


def _where(paths: list[str]) -> str:
    if len(paths) <= 2:
        return ", ".join(paths)
    said = ngettext(
        "%(first)s, %(second)s and %(more)d more",
        "%(first)s, %(second)s and %(more)d more",
        len(paths) - 2,
    )
    return said % {"first": paths[0], "second": paths[1], "more": len(paths) - 2}
