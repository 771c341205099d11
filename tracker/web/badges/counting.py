"""The number of a badge, counted when nobody remembers it."""

from __future__ import annotations

from aiohttp import web

from tracker.domain.badges.badge import Badge
from tracker.domain.periods.periods import Calendar, Period, span_of
from tracker.domain.reports.conditions import Term
from tracker.domain.reports.question import Question, Unavailable
from tracker.services.reports.asked_sites import asked_site
from tracker.services.reports.turns import TooManyQuestions
from tracker.storage.file.errors import StorageError
from tracker.storage.sites.sites import Site
from tracker.web import keys


async def counted(app: web.Application, badge: Badge) -> int | None:
    """As it is now; None while nobody can say, and for a site that is gone."""
    site = app[keys.SITES].by_id.get(badge.site_id)
    if site is None:
        return None
    if badge.figure == "now":
        presence = app[keys.PRESENCE]
        return presence.on(site.id, badge.page) if badge.page else presence.now(site.id)
    try:
        return await _pageviews(app, badge, site)
    except (Unavailable, TooManyQuestions, StorageError):
        return None


async def _pageviews(app: web.Application, badge: Badge, site: Site) -> int | None:
    """In the turns of strangers: nobody with an account waits for a badge."""
    about = await asked_site(app[keys.KEPT], app[keys.FACTS], site, app[keys.CLOCK](), None)
    question = _question(badge, site, about.calendar)
    answer = await app[keys.STRANGERS_REPORTS].answer(("badges", site.id), question)
    number = answer.rows[0].metrics[0] if answer.rows else 0
    return number if isinstance(number, int) and answer.known == 1 else None


def _question(badge: Badge, site: Site, calendar: Calendar) -> Question:
    assert badge.figure != "now"
    return Question(
        site_id=site.id,
        zone=site.time_zone,
        span=span_of(Period(badge.figure), calendar),
        metrics=("pageviews",),
        filters=Term("event:page", "is", (badge.page,)) if badge.page else None,
    )
