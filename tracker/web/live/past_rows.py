"""What a site's live view plays when it looks back: the rows of then, and the day's curve."""

from __future__ import annotations

from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web

from tracker.domain import days
from tracker.storage.past.stretch_rows import Stretch
from tracker.storage.sites.annotations import annotations_of
from tracker.web import keys
from tracker.web.asking.handler_marks import by_itself, shows_no_secret
from tracker.web.asking.site_access import site_for
from tracker.web.pages.lists import number_in
from tracker.web.words.i18n import _
from tracker.web.words.site_times import SiteTimes

HOUR = 3_600_000  # ms
STEP = 600_000  # ms, of the curve
EACH = 3  # hours between two words below the curve
LONGEST = HOUR  # of a page
MOST_OF = 1_000_000  # visits of which one is told


class Tick(NamedTuple):
    """An hour below the curve."""

    at: int
    said: str


class Day(msgspec.Struct):
    """One of the site's, of 23 to 25 hours. `plain`: each of its hours is shown once by the clocks
    there, and none is skipped. `before`, `after`: when it was `at` a day before and after; 0 for
    what has not come yet."""

    at: int
    start: int
    end: int
    step: int
    plain: bool
    said: str
    visits: list[int]
    ticks: list[Tick]
    notes: list[str]
    before: int
    after: int


@by_itself
@shows_no_secret
async def past_rows(request: web.Request) -> web.Response:
    """With `at`, all that a view opened then would have been told; with `since` and `until`, what
    came between. Times in ms, UTC."""
    site = await site_for(request, "viewer")
    past, now = request.app[keys.PAST], request.app[keys.CLOCK]()
    if "at" in request.query:
        page = await past.beginning(site.id, refuse_future(number_in(request, "at"), now))
        page.goals = await request.app[keys.GOALS].of(site.id)
    else:
        since = refuse_future(number_in(request, "since"), now)
        until = min(number_in(request, "until"), since + LONGEST)
        one_of = min(max(number_in(request, "one_of"), 1), MOST_OF)
        page = await past.page(site.id, Stretch(since, until), one_of)
    return web.Response(body=msgspec.json.encode(page), content_type="application/json")


@by_itself
@shows_no_secret
async def past_day(request: web.Request) -> web.Response:
    """The day that holds the moment `at`."""
    site, now = await site_for(request, "viewer"), request.app[keys.CLOCK]()
    at = refuse_future(number_in(request, "at"), now)
    zone, times = ZoneInfo(site.time_zone), SiteTimes(site.time_zone)
    day, kept = days.local_day(at, zone), request.app[keys.KEPT]
    after = days.day_after(at, zone)
    found = Day(
        at=at,
        start=day.start,
        end=day.end,
        step=STEP,
        plain=day.end - day.start == 24 * HOUR,
        said=times.written(at, "yMMMEd"),
        visits=await request.app[keys.PAST].day_curve(
            site.id, Stretch(day.start, min(day.end, now)), STEP
        ),
        ticks=_ticks(day, times),
        notes=[each.words for each in await annotations_of(kept, site.id, day.date, day.date)],
        before=days.day_before(at, zone),
        after=after if after <= now else 0,
    )
    return web.Response(body=msgspec.json.encode(found), content_type="application/json")


def refuse_future(at: int, now: int) -> int:
    """Raises 400 for what has not been yet."""
    if at > now:
        raise web.HTTPBadRequest(text=_("That moment has not come yet. Choose one of the past."))
    return at


def _ticks(day: days.Day, times: SiteTimes) -> list[Tick]:
    """Every few hours of the clocks there, wherever the day has more or fewer."""
    hours = range(day.start, day.end, HOUR)
    return [Tick(at, said[:5]) for at in hours if int((said := times.clock(at))[:2]) % EACH == 0]
