"""The list of events, pageviews among them."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from aiohttp import web

from tracker.domain.hits import PAGEVIEW
from tracker.domain.reports.question import Question
from tracker.domain.reports.visits import EventPlace, EventRow
from tracker.domain.umami_api.event_data import data_of
from tracker.domain.umami_api.figures import whole
from tracker.domain.umami_api.filters import Filter, sought_events
from tracker.domain.umami_api.numbered import uuid_of
from tracker.services.lists.listing import Place, newest
from tracker.services.lists.lists import Lists
from tracker.web.api.said import as_json
from tracker.web.umami_api.answers import as_time, read
from tracker.web.umami_api.asking import About, about, listed
from tracker.web.umami_api.paging import Page, Paged, reached
from tracker.web.umami_api.websites import name_of


class Told(msgspec.Struct, rename="camel"):
    """`event_type`: 1 a pageview, 2 another event. What is not known is null."""

    id: str
    website_id: str
    session_id: str
    visit_id: str
    created_at: str
    hostname: str | None
    url_path: str
    url_query: str
    page_title: str | None
    event_type: int
    event_name: str | None
    has_data: bool
    country: str | None
    region: str | None
    city: str | None
    browser: str | None
    os: str | None
    device: str | None
    referrer_domain: None = None
    distinct_id: None = None


@read
async def events(request: web.Request) -> web.Response:
    """The newest first."""
    asked, paged = await about(request), reached(request.query)
    also, name = sought_events(request.query.get("search", "")), name_of(request, asked.site.id)
    rows, count = await page_of_events(asked, paged, also)
    return as_json(Page([_told(row, name) for row in rows], count, paged.page, paged.size))


async def page_of_events(
    asked: About, paged: Paged, also: Sequence[Filter]
) -> tuple[list[EventRow], int]:
    """Those of the page, and how many there are in all."""

    async def page(part: Question, place: Place, most: int) -> list[EventRow]:
        before = EventPlace(*place)

        async def ask(lists: Lists) -> list[EventRow]:
            return await lists.newest_events(part, before, most)

        return await listed(asked.request, asked.who, ask)

    question = asked.question(["events"], also=also)
    if question is None:
        return [], 0
    sums = await asked.rows(["events"], also=also)
    found = await newest(question, None, page, paged.last)
    return found[paged.first :], whole(sums[0].metrics[0])


def _told(row: EventRow, website: str) -> Told:
    path, _, query = row.path.partition("?")
    is_page = row.name == PAGEVIEW
    return Told(
        id=uuid_of(row.visit, row.cursor),
        website_id=website,
        session_id=uuid_of(row.visit),
        visit_id=uuid_of(row.visit),
        created_at=as_time(row.at),
        hostname=row.host or None,
        url_path=path,
        url_query=query,
        page_title=row.title or None,
        event_type=1 if is_page else 2,
        event_name=None if is_page else row.name,
        has_data=bool(data_of(row.properties)),
        country=row.country or None,
        region=row.region or None,
        city=row.city or None,
        browser=row.browser or None,
        os=row.os or None,
        device=row.device or None,
    )
