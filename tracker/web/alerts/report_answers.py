"""What a report by mail is made of: the answers of the reports to the questions that its pages ask,
too."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aiohttp import web

from tracker.domain.alerts.report_days import Every, days_before, days_told
from tracker.domain.days import day_number
from tracker.domain.periods.periods import whole_days
from tracker.domain.refusals import Reason
from tracker.domain.reports.question import Answer, BadQuestion, Question, Span, Unavailable, Value
from tracker.services.alerts.learned import TO_MEND
from tracker.services.alerts.webhooks import NotTaken
from tracker.storage.sites.goals import goals_of
from tracker.storage.sites.sites import Site
from tracker.web import keys

METRICS = ("visitors", "visits", "pageviews", "bounce_rate", "visit_duration")
LISTED = 5

Counts = dict[str, int]


class Answers(NamedTuple):
    """Of a stretch of days: the figures by their names, visitors by day (ms UTC of its beginning),
    by page and by source, how often each goal was reached, and the hits that were not counted for a
    reason that somebody can mend."""

    span: Span
    totals: dict[str, Value]
    days: dict[int, int]
    pages: Counts
    sources: Counts
    goals: Counts
    refused: Counts


async def answers_of(
    app: web.Application, site: Site, every: Every, due: date
) -> tuple[Answers, Answers]:
    """Of the days that are told, and of those before. Raises NotTaken where there are none now."""
    zone = ZoneInfo(site.time_zone)
    try:
        told = await _answers(app, site, whole_days(days_told(every, due), zone))
        return told, await _answers(app, site, whole_days(days_before(every, due), zone))
    except (Unavailable, BadQuestion) as error:
        raise NotTaken("reports", str(error)) from None


async def _answers(app: web.Application, site: Site, span: Span) -> Answers:
    goals = await goals_of(app[keys.KEPT], site.id)

    async def ask(*metrics: str, by: str = "", limit: int = LISTED) -> Answer:
        question = Question(
            site_id=site.id,
            zone=site.time_zone,
            span=span,
            metrics=metrics,
            dimensions=(by,) if by else (),
            goals=goals if by == "event:goal" else (),
            limit=limit,
        )
        answer = await app[keys.REPORTS].answer(question)
        if answer.known < 1:
            raise Unavailable("closed", "visits are just being counted")
        return answer

    totals = await ask(*METRICS)
    days = await ask("visitors", by="time:day", limit=40)
    return Answers(
        span,
        dict(zip(METRICS, totals.rows[0].metrics, strict=True)) if totals.rows else {},
        {int(row.dimensions[0]): _count(row.metrics[0]) for row in days.rows},
        _counts(await ask("visitors", by="event:page")),
        _counts(await ask("visitors", by="visit:source")),
        _counts(await ask("events", by="event:goal", limit=100)) if goals else {},
        await _refused(app, site, span),
    )


async def _refused(app: web.Application, site: Site, span: Span) -> Counts:
    zone, found = ZoneInfo(site.time_zone), Counter[str]()
    last = day_number(span.end - 1, zone)
    for on, hits in (
        await app[keys.REFUSED_DAYS].since(site, day_number(span.start, zone))
    ).items():
        if on.day <= last and Reason(on.reason) in TO_MEND:
            found[on.reason] += hits
    return dict(found.most_common(LISTED))


def _counts(answer: Answer) -> Counts:
    return {str(row.dimensions[0]): _count(row.metrics[0]) for row in answer.rows}


def _count(value: Value) -> int:
    return round(value) if isinstance(value, int | float) else 0
