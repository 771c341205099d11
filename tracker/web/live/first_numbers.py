"""The numbers that the live page comes with: what static/live/rail.js would write of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tracker.domain.visits import MINUTE
from tracker.web.live.first_rows import script_number
from tracker.web.live.told_visit import Message, ToldVisit
from tracker.web.words.figures import exact, number
from tracker.web.words.i18n import ngettext
from tracker.web.words.site_times import SiteTimes

MINUTES, HEIGHT = 30, 56  # bars, and their units
LOWEST, LEAST = 2, 4  # a bar's, and of what the highest one is at least
LISTED = 50


class Bar(NamedTuple):
    """As attributes of a rect."""

    y: str
    height: str


class Line(NamedTuple):
    """One of a list, and the share of the greatest in percent."""

    name: str
    shown: str
    exact: str
    width: str


class FirstNumbers(NamedTuple):
    """`whole` is drawn only where `own` is a part of it."""

    now: str
    exact: str
    noun: str
    sum: str
    own: list[Bar]
    whole: list[Bar]
    minutes: list[tuple[str, str]]
    here: list[Line]


def numbers_of_all(hello: Message, times: SiteTimes) -> FirstNumbers:
    """What the server counts of the whole site."""
    now, minutes = hello["now"], hello["minutes"]
    seen = sum(minutes)
    said = ngettext("{n} pageview in 30 min", "{n} pageviews in 30 min", seen)
    return FirstNumbers(
        now=f"≈ {number(now)}" if hello["beyond"] else number(now),
        exact=exact(now),
        noun=ngettext("visitor now", "visitors now", now),
        sum=said.format(n=number(seen)),
        own=_bars(minutes, minutes),
        whole=_bars([0] * MINUTES, minutes),
        minutes=_table(minutes, hello["minute_at"], times),
        here=_lines(hello["here"]),
    )


def numbers_of_some(
    hello: Message, ready: Message, visits: Iterable[ToldVisit], times: SiteTimes
) -> FirstNumbers:
    """Who is here of the visits that a filter selects, beside the whole. The half hour of theirs is
    read afterwards."""
    visits, minutes = list(visits), hello["minutes"]
    known = {each.id for each in visits}
    here = [v for v in visits if not v.is_gone and not all(e.get("test") for e in v.events)]
    others = sum(1 for each in ready.get("present", ()) if each not in known)
    now, nothing = len(here) + others + ready.get("present_beyond", 0), [0] * MINUTES
    noun = ngettext("of {n} visitor now", "of {n} visitors now", hello["now"])
    pages = Counter(v.pages[-1].path for v in here if v.pages and v.pages[-1].path)
    return FirstNumbers(
        now=f"≈ {number(now)}" if hello["beyond"] else number(now),
        exact=exact(now),
        noun=noun.format(n=number(hello["now"])),
        sum="",
        own=_bars(nothing, minutes),
        whole=_bars(minutes, minutes),
        minutes=_table(nothing, hello["minute_at"], times),
        here=_lines(pages.most_common(LISTED)),
    )


def _bars(minutes: Sequence[int], all_minutes: Sequence[int]) -> list[Bar]:
    greatest = max(LEAST, *all_minutes)
    heights = [max(LOWEST, count / greatest * HEIGHT) if count else 0 for count in minutes]
    return [Bar(script_number(HEIGHT - each), script_number(each)) for each in heights]


def _table(minutes: Sequence[int], last: int, times: SiteTimes) -> list[tuple[str, str]]:
    begun = [last - (MINUTES - 1 - place) * MINUTE for place in range(MINUTES)]
    return [(times.clock(at)[:5], exact(count)) for at, count in zip(begun, minutes, strict=True)]


def _lines(counts: Sequence[tuple[str, int]]) -> list[Line]:
    greatest = max((count for _, count in counts), default=1)
    return [
        Line(name, number(count), exact(count), script_number(count / greatest * 100))
        for name, count in counts
    ]
