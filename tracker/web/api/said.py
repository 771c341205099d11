"""What the API answers, as types: openapi.py describes it by them."""

from __future__ import annotations

import msgspec
from aiohttp import web

from tracker.domain.hits import Hit
from tracker.domain.reports.goals import GoalKind


class ApiSite(msgspec.Struct):
    """A site of the token's user. `now`: visitors who are there."""

    id: str
    key: str
    name: str
    time_zone: str
    role: str
    now: int


class SiteList(msgspec.Struct):
    """The sites of the token's user, the oldest first."""

    sites: list[ApiSite]


class ApiGoal(msgspec.Struct):
    """A goal of a site. `of`: an event's name, or a path in which `*` stands for anything but a
    slash and `**` for anything. `least`: percent scrolled or seconds looked at. `value`: what it is
    worth, a decimal number, or else `sums`: the event's property that says it; in `currency`."""

    id: str
    name: str
    kind: GoalKind
    of: str
    least: int
    value: str | None
    sums: str
    currency: str


class GoalList(msgspec.Struct):
    """A site's goals, by name."""

    goals: list[ApiGoal]


class ApiAnnotation(msgspec.Struct):
    """What happened on a day of a site, such as 2026-11-30."""

    id: str
    day: str
    words: str


class AnnotationList(msgspec.Struct):
    """A site's annotations, the latest day first."""

    annotations: list[ApiAnnotation]


class SentAnnotation(msgspec.Struct):
    """At most 300 letters. Without a `day`, such as 2026-11-30, it is the site's today."""

    words: str
    day: str = ""


class SentEvent(Hit):
    """An event as the beacon sends it, and whom it is about: their address, their browser, and
    whether they ask not to be counted."""

    address: str = ""
    user_agent: str = ""
    client_hints: dict[str, str] | None = None
    private: bool = False


class NotStored(msgspec.Struct):
    """Which of the events, counted from 0, and why."""

    event: int
    reason: str
    detail: str


class EventsAnswer(msgspec.Struct):
    """How many events are on disk, and which are not."""

    stored: int
    refused: list[NotStored]


class Problem(msgspec.Struct, omit_defaults=True):
    """What is wrong, in a word and in a sentence. `reference` names the line in the server's log,
    where it has one."""

    status: int
    error: str
    detail: str
    reference: str = ""
    told: bool = False


def as_json(said: object, status: int = 200, **headers: str) -> web.Response:
    """An answer that is one of these, or one that another product would give."""
    return web.Response(
        body=msgspec.json.encode(said),
        status=status,
        content_type="application/json",
        charset="utf-8",
        headers=headers,
    )
