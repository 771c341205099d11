"""A report as a mail: in its reader's language, with the figures that the pages show."""

from __future__ import annotations

from contextvars import Context
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, NamedTuple

import msgspec
from aiohttp import web

from tracker.domain.alerts.report_days import Every, days_before, days_told
from tracker.domain.days import day_begins
from tracker.domain.periods.dates import Dates
from tracker.domain.refusals import WORDS, Reason
from tracker.services.alerts.webhooks import NotTaken
from tracker.services.mail.message import Mail
from tracker.storage.accounts.users import User
from tracker.storage.alerts.deliveries import Delivery
from tracker.storage.alerts.leaving import report_token
from tracker.storage.sites.sites import Site
from tracker.web import keys
from tracker.web.alerts.mailing import deliver, leave_address, reader_of
from tracker.web.alerts.report_answers import Answers, Counts, answers_of
from tracker.web.mail.links import public_address
from tracker.web.mail.writing import write
from tracker.web.words.figures import exact
from tracker.web.words.figures import written as as_date
from tracker.web.words.i18n import _, ngettext, read_as
from tracker.web.words.report_figures import FIGURES, change, figure_names, in_full, percent
from tracker.web.words.report_values import named
from tracker.web.words.site_times import SiteTimes

SHOWN = ("visitors", "visits", "pageviews", "bounce_rate", "visit_duration")


class Line(NamedTuple):
    """A name with its figure, and what stands behind it; `bar` in percent of the longest."""

    name: str
    text: str
    beside: str
    bar: int = 0


async def send_report(app: web.Application, site: Site, delivery: Delivery) -> None:
    """To the member who has asked for it. Raises NotTaken."""
    every: Every = "week" if delivery.kind == "week" else "month"
    user = await reader_of(app, site, delivery)
    token = await report_token(app[keys.KEPT], site.id, user.id, every)
    if token is None:
        raise NotTaken("left", lasting=True)
    due = date.fromisoformat(delivery.facts.example)
    now, before = await answers_of(app, site, every, due)
    mail = partial(_mail, app, site, user, every, due, now, before, token)
    await deliver(app, Context().run(mail), delivery)


def _mail(  # noqa: PLR0917
    app: web.Application,
    site: Site,
    user: User,
    every: Every,
    due: date,
    now: Answers,
    before: Answers,
    token: str,
) -> Mail:
    read_as(user)
    leave = leave_address(app, token)
    parts = parts_of(site, every, due, now, before)
    dates = days_told(every, due)
    query = f"?period=custom&from={dates.first}&to={dates.last}"
    links = {"leave": leave, "link": public_address(app, "site", site_id=site.id) + query}
    mail = write(app, user.email, "report", **parts, **links)
    return msgspec.structs.replace(mail, leave=leave)


def parts_of(site: Site, every: Every, due: date, now: Answers, before: Answers) -> dict[str, Any]:
    """What the mail says, for its templates."""
    visitors = _number(now, "visitors")
    grown = change("count", now.totals.get("visitors"), before.totals.get("visitors")).text
    said = ngettext("%(visitors)s visitor", "%(visitors)s visitors", visitors)
    said %= {"visitors": exact(visitors)}
    return {
        "site": site.name,
        "every": every,
        "title": f"{site.name}: {said}" + (f" ({grown})" if grown else ""),
        "dates": _dates(days_told(every, due)),
        "against": _dates(days_before(every, due)),
        "figures": [_figure(name, now, before) for name in SHOWN],
        "days": _days(site, due, now, before) if every == "week" else [],
        "pages": _lines("event:page", now.pages, visitors),
        "sources": _lines("visit:source", now.sources, visitors),
        "goals": _goals(now.goals, before.goals),
        "refused": _refused(now.refused),
    }


def _number(answers: Answers, name: str) -> int:
    value = answers.totals.get(name)
    return round(value) if isinstance(value, int | float) else 0


def _dates(dates: Dates) -> str:
    first, last = (datetime.combine(day, datetime.min.time(), UTC) for day in dates)
    return f"{as_date(first, 'MMMd')} – {as_date(last, 'yMMMd')}"


def _figure(name: str, now: Answers, before: Answers) -> Line:
    kind, value = FIGURES[name].kind, now.totals.get(name)
    grown = change(kind, value, before.totals.get(name))
    mark = {"up": "▲ ", "down": "▼ "}.get(grown.way, "")
    return Line(str(figure_names()[name]), in_full(kind, value), mark + grown.text)


def _days(site: Site, due: date, now: Answers, before: Answers) -> list[Line]:
    """The seven of the week, each beside the same one of the week before."""
    times, most = SiteTimes(site.time_zone), max(now.days.values(), default=0) or 1
    found = []
    pairs = zip(_each(days_told("week", due)), _each(days_before("week", due)), strict=True)
    for told, old in pairs:
        at = day_begins(told, times.zone)
        count = now.days.get(at, 0)
        earlier = exact(before.days.get(day_begins(old, times.zone), 0))
        beside = _("%(count)s before") % {"count": earlier}
        found.append(Line(times.written(at, "E"), exact(count), beside, 100 * count // most))
    return found


def _each(dates: Dates) -> list[date]:
    first, last = dates.first.toordinal(), dates.last.toordinal()
    return [date.fromordinal(day) for day in range(first, last + 1)]


def _lines(dimension: str, counts: Counts, visitors: int) -> list[Line]:
    return [
        Line(named(dimension, name), exact(count), percent(100 * count / max(1, visitors)))
        for name, count in counts.items()
    ]


def _refused(counts: Counts) -> list[Line]:
    found = [(WORDS[Reason(reason)], hits) for reason, hits in counts.items()]
    return [
        Line(f"{_(each.what)}: {_(each.remedy)}".rstrip("."), exact(hits), "")
        for each, hits in found
    ]


def _goals(now: Counts, before: Counts) -> list[Line]:
    """Each that was reached in one of the two."""
    names = sorted(now.keys() | before.keys(), key=lambda name: -now.get(name, 0))
    return [
        Line(
            name,
            exact(now.get(name, 0)),
            _("%(count)s before") % {"count": exact(before.get(name, 0))},
        )
        for name in names
    ]
