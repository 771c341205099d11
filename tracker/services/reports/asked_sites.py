"""What questions about a site may name."""

from __future__ import annotations

import json
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from tracker.domain.days import day_begins
from tracker.domain.periods.periods import Calendar
from tracker.domain.queries.query import Site as AskedSite
from tracker.domain.queries.query_filters import Known
from tracker.storage.file.transactions import Accounts
from tracker.storage.imports.imports import summed_spans
from tracker.storage.log.totals import SiteFacts
from tracker.storage.sites.goals import goals_of
from tracker.storage.sites.segments import segments_for
from tracker.storage.sites.sites import Site

FIRST = date(1970, 1, 1)


async def asked_site(
    kept: Accounts, facts: SiteFacts, site: Site, now: int, user_id: int | None
) -> AskedSite:
    """For this person; None is whoever has no segments of their own."""
    zone = ZoneInfo(site.time_zone)
    first = await facts.first_at(site.id)
    if spans := await summed_spans(kept, site.id):
        summed = day_begins(FIRST + timedelta(days=spans[0][0]), zone)
        first = summed if first is None else min(first, summed)
    segments = {each.id: each.filters for each in await segments_for(kept, site.id, user_id)}
    known = Known(await goals_of(kept, site.id), lambda number: _filters(segments.get(number)))
    begins = site.reset_at or site.created_at
    since = begins if first is None else min(first, begins)
    calendar = Calendar(zone, now, since)
    return AskedSite(site.id, site.name, calendar, known, first)


def _filters(kept: str | None) -> object:
    return None if kept is None else json.loads(kept)
