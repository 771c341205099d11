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
BAR = 36  # px, the highest
COMPARED_FROM = 30  # visitors; a change against fewer says nothing


class Glance(msgspec.Struct, frozen=True):
    """What the row and its live messages say; the words are ready to show."""

    id: int
    waiting: bool  # nobody has ever come
    bars: tuple[int, ...]  # px per hour, oldest first, the last one still running
    bars_text: str
    today: str
    today_exact: str
    direction: str  # "up", "down", "same" or "" where there is nothing to compare with
    change: str


class Presence(msgspec.Struct, frozen=True):
    """Who is on a site now."""

    id: int
    now: str
    where: str


def uncounted(site: Site) -> Glance:
    """A row whose figures are still being read."""
    said = _("being counted")
    return Glance(site.id, False, (0,) * 24, said, "…", said, "", "")


def glance(tally: Tally, site: Site, now: int) -> Glance:
    """The figures of one row."""
    times = SiteTimes(site.time_zone)
    hours = _hours(tally, now)
    before = times.day_before(now)
    today = tally.between(times.day_start(now), now + 1).visitors
    yesterday = tally.between(times.day_start(before), before).visitors
    direction, said = change(today, yesterday)
    return Glance(
        id=site.id,
        waiting=not tally.visited,
        bars=bars(hours),
        bars_text=_bars_text(hours),
        today=number(today),
        today_exact=exact(today),
        direction=direction,
        change=said,
    )


def presence(site_id: int, now: int, pages: Sequence[tuple[str, int]]) -> Presence:
    """How many are there, and on which pages."""
    return Presence(site_id, number(now), _where([path for path, _count in pages]))


def bars(hours: Sequence[int]) -> tuple[int, ...]:
    """Heights in px; an hour with any pageview is at least visible."""
    most = max(hours, default=0)
    return tuple(max(2, round(BAR * count / most)) if count else 0 for count in hours)


def _bars_text(hours: Sequence[int]) -> str:
    if sum(hours) == 1:
        return _("1 pageview in the last 24 hours")
    said = _("%(total)s pageviews in the last 24 hours, at most %(most)s in one of them")
    return said % {"total": exact(sum(hours)), "most": exact(max(hours))}


def change(today: int, yesterday: int) -> tuple[str, str]:
    """The direction, and the change in words; both empty where yesterday is too thin."""
    if yesterday < COMPARED_FROM:
        return "", ""
    percent = round(100 * (today - yesterday) / yesterday)
    if percent == 0:
        return "same", _("as yesterday")
    sign = "+" if percent > 0 else "−"
    return ("up" if percent > 0 else "down"), f"{sign}{exact(abs(percent))} %"


def _where(paths: list[str]) -> str:
    if len(paths) <= 2:
        return ", ".join(paths)
    said = ngettext(
        "%(first)s, %(second)s and %(more)d more",
        "%(first)s, %(second)s and %(more)d more",
        len(paths) - 2,
    )
    return said % {"first": paths[0], "second": paths[1], "more": len(paths) - 2}


def _hours(tally: Tally, now: int) -> list[int]:
    """Pageviews of the last 24 hours, oldest first, the last one still running."""
    end = (now // HOUR + 1) * HOUR
    return tally.pageviews_by_hour(end - 24 * HOUR, 24)
