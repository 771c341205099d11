"""What the live page comes with: its first rows and numbers, and the messages that tell of them,
from which its script goes on. So it is true before anything has been fetched, and nothing in it
moves when the script has come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import NamedTuple

import msgspec
from aiohttp import web
from markupsafe import Markup

from tracker.domain.filters import Filter, read_filter
from tracker.domain.reports.goal_rules import GoalRule
from tracker.services.live.follow import Follower
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.live.event_stream import follower_of
from tracker.web.live.first_numbers import FirstNumbers, numbers_of_all, numbers_of_some
from tracker.web.live.first_rows import FirstRow, first_row
from tracker.web.live.today import Today, have_counted, visitors_today
from tracker.web.live.told_visit import Message, ToldVisit
from tracker.web.live.told_visits import told_visits
from tracker.web.words.figures import country
from tracker.web.words.i18n import _
from tracker.web.words.site_times import SiteTimes

ROWS = 20
PATIENCE = 1.0  # seconds; a log that takes longer to be read comes by the socket
PAGES = ("page", "page_begins")
FILTERS = (*PAGES, "country", "source", "event", "browser", "visitor")


class Chip(NamedTuple):
    """A filter of the address, as static/live/filters.js shows it."""

    name: str
    is_page: bool
    what: str
    shown: str
    text: str


class FirstFrame(NamedTuple):
    """`data`: a JSON text, for the script."""

    rows: list[FirstRow]
    numbers: FirstNumbers
    chips: list[Chip]
    data: Markup
    today: Today | None = None


async def first_frame(request: web.Request, site: Site) -> FirstFrame | None:
    """As the site is now, under the filters of the address; None where that takes too long."""
    now, query = request.app[keys.CLOCK](), request.query
    wanted = read_filter({name: query[name] for name in FILTERS if name in query})
    await have_counted(request.app, site)
    try:
        async with asyncio.timeout(PATIENCE):
            messages = [each async for each in _until_now(follower_of(request.app, site), wanted)]
    except TimeoutError:
        return None
    # Nothing is awaited in between: the socket goes on exactly where these have ended.
    today = visitors_today(request.app, site)
    frame = frame_of(messages, site.time_zone, query, now)
    return frame if frame.chips else frame._replace(today=today)


def frame_of(
    messages: Sequence[Message], time_zone: str, query: Mapping[str, str], now: int
) -> FirstFrame:
    """Drawn of what a socket would have brought, from `hello` to `ready`."""
    data = _as_json({"at": now, "messages": messages})
    chips, times = _chips(query), SiteTimes(time_zone)
    hello, ready = messages[0], messages[-1]
    visits = told_visits(messages, now)
    if chips:
        _end_absent(visits, ready, now)
        numbers = numbers_of_some(hello, ready, visits, times)
    else:
        numbers = numbers_of_all(hello, times)
    goals = msgspec.convert(ready.get("goals", ()), list[GoalRule])
    rows = [first_row(each, times, now, goals) for each in visits[:ROWS]]
    return FirstFrame(rows, numbers, chips, data)


async def _until_now(follower: Follower, wanted: Filter) -> AsyncGenerator[Message]:
    """What a socket would bring, up to `ready`."""
    cursor, kind = None, ""
    while kind != "ready":
        async with aclosing(follower.asked(cursor, wanted)) as frames:
            async for frame in frames:
                for message in msgspec.json.decode(frame.data):
                    kind = message["type"]
                    if kind != "more" and (kind != "hello" or cursor is None):
                        yield message
        cursor = follower.cursor


def _end_absent(visits: list[ToldVisit], ready: Message, now: int) -> None:
    """Not all that has happened to visits under a filter was read: who is not named is gone."""
    if "present" not in ready or ready["present_beyond"]:
        return
    present = {*ready["present"]}
    for visit in visits:
        if not visit.is_gone and visit.sign < now and visit.id not in present:
            visit.end()


def _chips(query: Mapping[str, str]) -> list[Chip]:
    return [_chip(name, query[name]) for name in FILTERS if query.get(name)]


def _chip(name: str, value: str) -> Chip:
    what = {
        "country": _("country"),
        "source": _("source"),
        "event": _("event"),
        "browser": _("browser"),
        "visitor": _("visitor"),
    }.get(name, _("page"))
    how = _("begins with") if name == "page_begins" else _("is")
    shown = {"country": country(value), "visitor": _("this one")}.get(name, value)
    return Chip(name, name in PAGES, what, shown, f"{what} {how} {shown}")


def _as_json(data: Message) -> Markup:
    """A script's end cannot stand in it."""
    return Markup(msgspec.json.encode(data).decode().replace("<", "\\u003c"))
