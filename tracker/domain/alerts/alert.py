"""Alerts: what somebody is to be told of a site, and when not."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo

import msgspec

from tracker.domain.days import clock_time

Kind = Literal[
    "spike",  # many pageviews within ten minutes
    "drop",  # few within an hour
    "silence",  # none for a while
    "source",  # the first visit from somewhere
    "campaign",  # the first visit by a campaign
    "goal",
    "missing",  # pages that were not found
    "refused",  # hits that are not counted, and should be
]
KINDS: tuple[Kind, ...] = get_args(Kind)
LEARNING: frozenset[Kind] = frozenset({"spike", "drop", "silence", "refused"})
NAMING: frozenset[Kind] = frozenset({"source", "campaign", "missing"})
ENDING: frozenset[Kind] = frozenset({"drop", "silence"})  # whose end is told, too
MOST_ALERTS = 500  # a site
MOST_TARGETS = 10  # a site; a form has 50 fields at most
PAUSES = (0, 10, 60, 360, 1440)  # minutes between two messages of one alert
MINUTE = 60_000  # ms
ANEW = 30 * 24 * 60 * MINUTE  # ms without anybody from there: whoever comes is the first again


class Quiet(NamedTuple):
    """Hours of the site's day in which nobody is told: minutes since midnight."""

    start: int
    end: int


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """`of`: a source, a campaign, or a pattern of pages; "" = any. `least`: how many, or for how
    many minutes; None = what is learned of the weeks before. `pause`: minutes between two messages.
    `told_at`: ms UTC, of the last one."""

    id: int
    site_id: int
    name: str
    kind: Kind
    of: str = ""
    goal_id: int | None = None
    least: int | None = None
    pause: int = 60
    quiet: Quiet | None = None
    is_on: bool = True
    user_id: int | None = None
    created_at: int = 0
    told_at: int | None = None


def is_quiet(quiet: Quiet | None, at: int, zone: ZoneInfo) -> bool:
    """Whether nobody is told at that moment (ms UTC), in a zone."""
    if quiet is None:
        return False
    hours, minutes, _ = clock_time(at, zone).split(":")
    minute = 60 * int(hours) + int(minutes)
    if quiet.start <= quiet.end:
        return quiet.start <= minute < quiet.end
    return minute >= quiet.start or minute < quiet.end


def may_be_told(alert: Alert, told_at: int | None, at: int, zone: ZoneInfo) -> bool:
    """Whether it is neither the time of rest nor too soon after the last message."""
    if is_quiet(alert.quiet, at, zone):
        return False
    return told_at is None or at - told_at >= alert.pause * MINUTE or at < told_at
