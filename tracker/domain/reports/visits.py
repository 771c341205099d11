"""Visits and what was done on them, one by one: plain values, whichever engine has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from tracker.domain.reports.conditions import Condition


class VisitPlace(NamedTuple):
    """Among a site's visits: behind this one, or before it."""

    start: int
    visit: int


class EventPlace(NamedTuple):
    """When an event was (ms, UTC), and its number in the log: behind this one."""

    at: int
    cursor: int


class VisitRow(NamedTuple):
    """A visit, whole: `start` in ms UTC, `duration` and `engaged` in ms."""

    start: int
    visit: int
    visitor: int
    duration: int
    pageviews: int
    events: int
    engaged: int
    bounce: bool
    hostname: str
    entry_page: str
    exit_page: str
    source: str
    channel: str
    referrer: str
    utm_source: str
    utm_medium: str
    utm_campaign: str
    utm_term: str
    utm_content: str
    click_id: str
    country: str
    region: str
    city: str
    browser: str
    browser_version: str
    os: str
    os_version: str
    device: str
    language: str
    width: int


class VisitedRow(NamedTuple):
    """A pageview or another event: `at` in ms UTC, `engaged` in ms, `depth` in percent;
    `properties` is JSON, "" for none."""

    visit: int
    at: int
    cursor: int
    name: str
    host: str
    path: str
    title: str
    engaged: int
    depth: int
    properties: str


class EventRow(NamedTuple):
    """A pageview or another event by itself, with what and from where, if its own row or, as an
    engine has it, its visit says so: `at` in ms UTC; `properties` is JSON, "" for none."""

    at: int
    cursor: int
    visit: int
    name: str
    host: str
    path: str
    title: str
    properties: str
    country: str
    region: str
    city: str
    browser: str
    os: str
    device: str


ValueKind = Literal["text", "number", "boolean", "list"]


class Carried(NamedTuple):
    """How many `events` of that name carry the property; `value`: what it says, "" where they are
    together whatever it says."""

    event: str
    name: str
    kind: ValueKind
    value: str
    events: int


class ToldVisit(NamedTuple):
    """One visit, its rows in the order of time, and what its visitor began that day."""

    visit: VisitRow
    rows: list[VisitedRow]
    of_visitor: list[VisitPlace]


class Stopped(NamedTuple):
    """Visits that took the first `at` steps of a funnel and not the next one."""

    steps: Sequence[Condition]
    strict: bool
    at: int
