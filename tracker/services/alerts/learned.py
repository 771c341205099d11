"""What is learned of a site's past: from the reports, which have it by the hour."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from tracker.domain.alerts.usual import HOUR, hour_of
from tracker.domain.days import day_number
from tracker.domain.refusals import Reason
from tracker.domain.reports.question import Answer, BadQuestion, Question, Span, Unavailable
from tracker.services.sites.refused_days import RefusedDays
from tracker.storage.file.errors import StorageError
from tracker.storage.log.totals import SiteFacts
from tracker.storage.sites.sites import Site

log = logging.getLogger(__name__)

MONTH = 30 * 24 * HOUR
REFUSED_DAYS = 7
MOST_NAMES = 10_000
# What somebody can mend: the others are as they should be.
TO_MEND = frozenset({Reason.HOST, Reason.FAST, Reason.BAD, Reason.BUSY, Reason.LARGE, Reason.LONG})


class Learned(NamedTuple):
    """`hours`: pageviews by the beginning of an hour (ms UTC), `since` the site began. `sources`
    and `campaigns`: visits of the last month. `refused`: hits of each of the last days."""

    hours: dict[int, int]
    since: int
    sources: dict[str, int]
    campaigns: dict[str, int]
    refused: list[int]


class Asks(Protocol):
    """What answers questions."""

    async def answer(self, question: Question) -> Answer: ...


class Learning:
    """`of` a site, as it stands now."""

    def __init__(
        self, facts: SiteFacts, reports: Asks, refused: RefusedDays, now: Callable[[], int]
    ) -> None:
        self._facts = facts
        self._reports = reports
        self._refused = refused
        self._now = now

    async def of(self, site: Site) -> Learned | None:
        """None where the reports cannot say now."""
        try:
            return await self._learned(site)
        except (Unavailable, BadQuestion, StorageError) as error:
            log.info("What is usual for site %d is not known yet: %s", site.id, error)
            return None

    async def _learned(self, site: Site) -> Learned:
        zone = ZoneInfo(site.time_zone)
        end = hour_of(self._now(), zone) + HOUR
        month = Span(end - MONTH, end)
        hours = await self._ask(site, "time:hour", "pageviews", month)
        sources = await self._ask(site, "visit:source", "visits", month)
        campaigns = await self._ask(site, "visit:utm_campaign", "visits", month)
        first = await self._facts.first_at(site.id)
        return Learned(
            {int(name): count for name, count in hours.items()},
            site.created_at if first is None else min(first, site.created_at),
            {str(name): count for name, count in sources.items()},
            {str(name): count for name, count in campaigns.items()},
            await self._refused_of(site, zone),
        )

    async def _ask(
        self, site: Site, dimension: str, metric: str, span: Span
    ) -> dict[str | int, int]:
        question = Question(
            site_id=site.id,
            zone=site.time_zone,
            span=span,
            metrics=(metric,),
            dimensions=(dimension,),
            limit=MOST_NAMES,
        )
        answer = await self._reports.answer(question)
        if answer.known < 1:
            raise Unavailable("closed", "visits are just being counted")
        found: dict[str | int, int] = {}
        for row in answer.rows:
            [count] = row.metrics
            found[row.dimensions[0]] = int(count) if isinstance(count, int | float) else 0
        return found

    async def _refused_of(self, site: Site, zone: ZoneInfo) -> list[int]:
        today = day_number(self._now(), zone)
        days = Counter[int]()
        for on, hits in (await self._refused.since(site, today - REFUSED_DAYS)).items():
            if Reason(on.reason) in TO_MEND and on.day < today:
                days[on.day] += hits
        return [days[today - back] for back in range(1, REFUSED_DAYS + 1)]
