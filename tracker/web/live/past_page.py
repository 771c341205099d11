"""The live page of a moment of the past: it plays what came then; without scripts it lists the
minute."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web

from tracker.domain import days
from tracker.domain.filters import Filter, read_filter
from tracker.domain.messages import LogMessage
from tracker.domain.moments import NotAMoment, moment_text, read_moment
from tracker.domain.visits import MINUTE
from tracker.storage.past.stretch_rows import Stretch
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.live.first_frame import FILTERS
from tracker.web.live.first_rows import FirstRow, first_row
from tracker.web.live.past_rows import refuse_future
from tracker.web.live.told_visits import told_visits
from tracker.web.words.i18n import _
from tracker.web.words.site_times import SiteTimes

MOST_LISTED = 200


class LookBack(NamedTuple):
    """The form that chooses a moment: what stands in it, the latest that may be chosen, and the
    filters that go along."""

    proposed: str
    latest: str
    kept: list[tuple[str, str]]


class Moment(NamedTuple):
    """What the page of a moment comes with. `at` and `now` in ms, UTC; the links' moments as
    addresses name them, `later` and `after` empty where that has not come yet; `first`: the day of
    the site's first visit, where the moment is before it."""

    at: int
    now: int
    clock: str
    said: str
    rows: list[FirstRow]
    earlier: str
    later: str
    before: str
    after: str
    first: str
    day: str  # as reports name it


def look_back(request: web.Request, site: Site, at: int | None = None) -> LookBack:
    """Proposed is the moment that is shown, or yesterday at this time."""
    now, zone = request.app[keys.CLOCK](), ZoneInfo(site.time_zone)
    proposed = days.day_before(now, zone) if at is None else at
    query = request.query
    kept = [(name, query[name]) for name in FILTERS if query.get(name)]
    return LookBack(_to_minutes(proposed, zone), _to_minutes(now, zone), kept)


async def moment_in(request: web.Request, site: Site) -> Moment | None:
    """The moment that the address names; None where it names none. Raises 400 for what is none,
    and for what has not come yet."""
    text = request.query.get("at", "")
    if not text:
        return None
    zone, now = ZoneInfo(site.time_zone), request.app[keys.CLOCK]()
    try:
        at = read_moment(text, zone)
    except NotAMoment:
        said = _("Write the moment as 2026-11-29T21:04, by the clocks of the site's time zone.")
        raise web.HTTPBadRequest(text=said) from None
    return await _moment(request, site, refuse_future(at, now), now)


async def _moment(request: web.Request, site: Site, at: int, now: int) -> Moment:
    zone, times = ZoneInfo(site.time_zone), SiteTimes(site.time_zone)
    before, after = days.day_before(at, zone), days.day_after(at, zone)
    first = await request.app[keys.PAST].first_event(site.id)
    return Moment(
        at=at,
        now=now,
        clock=times.clock(at),
        said=times.written(at, "yMMMEd"),
        rows=await _rows(request, site, at),
        earlier=moment_text(at - MINUTE, zone),
        later=moment_text(at + MINUTE, zone) if at + MINUTE <= now else "",
        before=moment_text(before, zone),
        after=moment_text(after, zone) if after <= now else "",
        first=times.date(first) if first and at < first else "",
        day=days.date_of(at, zone),
    )


async def _rows(request: web.Request, site: Site, at: int) -> list[FirstRow]:
    """The visits that did something within the minute, newest first."""
    begins = at // MINUTE * MINUTE
    page = await request.app[keys.PAST].page(site.id, Stretch(begins, begins + MINUTE), 1)
    wanted = read_filter({name: request.query.get(name, "") for name in FILTERS})
    messages = msgspec.json.decode(msgspec.json.encode(_selected(page.messages, wanted)))
    goals = await request.app[keys.GOALS].of(site.id)
    visits = told_visits(messages, begins + MINUTE)[:MOST_LISTED]
    times = SiteTimes(site.time_zone)
    return [first_row(each, times, at, goals) for each in visits]


def _selected(messages: Sequence[LogMessage], wanted: Filter) -> list[LogMessage]:
    """Those of visits that met all that is asked for within the minute."""
    met: dict[str, int] = {}
    for each in messages:
        met[each.visit] = met.get(each.visit, 0) | wanted.visits.met_by(each)
    return [each for each in messages if met[each.visit] == wanted.visits.asked]


def _to_minutes(at: int, zone: ZoneInfo) -> str:
    """As a field for times takes it."""
    return moment_text(at, zone)[:16]
