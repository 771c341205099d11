"""A site's events or visits as a file, of the period and under the filters that a page of its
reports has in its address; sent while it is being read."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Callable

from aiohttp import web

from tracker.domain.periods.periods import Period
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.asking.audit import audit
from tracker.web.asking.handler_marks import shows_no_secret
from tracker.web.asking.sessions import signed_in
from tracker.web.asking.site_access import site_for
from tracker.web.live.streams import begun, send_pieces
from tracker.web.reports.asking import scope_of
from tracker.web.sites.export_lines import (
    EVENT_NAMES,
    VISIT_NAMES,
    Fields,
    as_csv,
    as_ndjson,
    line_of_names,
)
from tracker.web.sites.exported_rows import Wanted, wanted_events, wanted_visits
from tracker.web.words.figures import iso
from tracker.web.words.i18n import _

SEND_WITHIN = 10.0  # seconds; who reads slower than a piece in this time is cut off
POSITION = re.compile(r"(\d{1,15})-(\d{1,19})")
KINDS = {"csv": "text/csv", "ndjson": "application/x-ndjson"}
WHAT = ("events", "visits")
HIGHEST = (1 << 63) - 1


@shows_no_secret
async def site_export(request: web.Request) -> web.StreamResponse:
    """The file; one at a time for each user."""
    site = await site_for(request, "editor")
    user, under_way = await signed_in(request), request.app[keys.EXPORTS]
    wanted = await _wanted(request, site)
    if user.id in under_way:
        raise web.HTTPTooManyRequests(text=_("Your data are being sent already. Wait for it."))
    under_way.add(user.id)
    try:
        pieces = await begun(_pieces(request, wanted))
        await audit(request, "visits exported", f"site {site.id}")
        response = web.StreamResponse(headers=_headers(request, wanted))
        await send_pieces(request, response, pieces, SEND_WITHIN)
        return response
    finally:
        under_way.discard(user.id)


async def _wanted(request: web.Request, site: Site) -> Wanted:
    query = request.query
    what, kind = query.get("what", "events"), query.get("format", "csv")
    if what not in WHAT or kind not in KINDS:
        raise web.HTTPBadRequest(text=_("There are events and visits, as csv and ndjson."))
    scope = await scope_of(request, site, "what", "format", "after")
    if scope.asked.period is None:
        scope = scope._replace(asked=scope.asked.but(period=Period("all")))
    return Wanted(what, kind, scope.question("visits"), _after(query.get("after", "")))


def _after(text: str) -> tuple[int, int] | None:
    found = POSITION.fullmatch(text)
    if text and (not found or int(found[2]) > HIGHEST):
        raise web.HTTPBadRequest(text=_("That is no position: it is the first thing in each line."))
    return (int(found[1]), int(found[2])) if found else None


def _headers(request: web.Request, wanted: Wanted) -> dict[str, str]:
    today = iso(request.app[keys.CLOCK]())[:10]
    name = f"tracker-{wanted.what}-{today}.{wanted.kind}"
    return {
        "Content-Type": f"{KINDS[wanted.kind]}; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}"',
    }


async def _pieces(request: web.Request, wanted: Wanted) -> AsyncGenerator[bytes]:
    """The line of names comes with the first rows, and not where somebody goes on."""
    written: Callable[[list[Fields]], bytes] = as_csv if wanted.kind == "csv" else as_ndjson
    head = b""
    if wanted.kind == "csv" and not wanted.after:
        head = line_of_names(EVENT_NAMES if wanted.what == "events" else VISIT_NAMES)
    pages = wanted_events if wanted.what == "events" else wanted_visits
    async for rows in pages(request.app, wanted):
        yield head + written(rows)
        head = b""
    yield head
