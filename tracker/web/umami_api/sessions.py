"""The list of sessions: one of theirs is a visitor of a month, one of ours a visit."""

from __future__ import annotations

from typing import Any

import msgspec
from aiohttp import web

from tracker.domain.reports.question import Question
from tracker.domain.reports.visits import VisitPlace, VisitRow
from tracker.domain.umami_api.figures import whole
from tracker.domain.umami_api.filters import sought_visits
from tracker.domain.umami_api.numbered import uuid_of
from tracker.domain.umami_api.widths import screen
from tracker.services.lists.listing import Place, newest
from tracker.services.lists.lists import Lists
from tracker.web.api.said import as_json
from tracker.web.umami_api.answers import as_time, read
from tracker.web.umami_api.asking import About, about, listed
from tracker.web.umami_api.paging import Page, Paged, reached
from tracker.web.umami_api.stats import is_of_release_2
from tracker.web.umami_api.websites import name_of


class Session(msgspec.Struct, rename="camel"):
    """What is not known is null."""

    id: str
    website_id: str
    hostname: str | None
    browser: str | None
    os: str | None
    device: str | None
    screen: str | None
    language: str | None
    country: str | None
    region: str | None
    city: str | None
    first_at: str
    last_at: str
    views: int
    events: int
    created_at: str
    visits: int = 1
    distinct_id: None = None


@read
async def sessions(request: web.Request) -> web.Response:
    """Visits that began in that time."""
    asked, paged = await about(request), reached(request.query)
    also = sought_visits(request.query.get("search", ""))
    question = asked.question(["visits"], also=also)
    sums = await asked.rows(["visits"], also=also)
    name = name_of(request, asked.site.id)
    data = [said(row, name, request) for row in await _visits(asked, question, paged)]
    count = whole(sums[0].metrics[0]) if sums else 0
    return as_json(Page(data, count, paged.page, paged.size))


async def _visits(asked: About, question: Question | None, paged: Paged) -> list[VisitRow]:
    async def page(part: Question, place: Place, most: int) -> list[VisitRow]:
        behind = VisitPlace(*place)

        async def ask(lists: Lists) -> list[VisitRow]:
            return await lists.newest_visits(part, behind, most)

        return await listed(asked.request, asked.who, ask)

    found = await newest(question, None, page, paged.last) if question else []
    return found[paged.first :]


def said(row: VisitRow, website: str, request: web.Request) -> Any:
    """A visit as they have a session; release 2 calls a region otherwise."""
    session = Session(
        id=uuid_of(row.visit),
        website_id=website,
        hostname=row.hostname or None,
        browser=row.browser or None,
        os=row.os or None,
        device=row.device or None,
        screen=screen(row.width) or None,
        language=row.language or None,
        country=row.country or None,
        region=row.region or None,
        city=row.city or None,
        first_at=as_time(row.start),
        last_at=as_time(row.start + row.duration),
        views=row.pageviews,
        events=row.events - row.pageviews,
        created_at=as_time(row.start + row.duration),
    )
    if is_of_release_2(request):
        return msgspec.to_builtins(session) | {"subdivision1": session.region}
    return session
