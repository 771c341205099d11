"""What was not counted in the period, by reason and by day: the whole site's, whatever is
filtered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from aiohttp import web

from tracker.domain.days import day_number
from tracker.domain.refusals import WORDS, Reason
from tracker.storage.sites.refused_days import RefusedOn
from tracker.web import keys
from tracker.web.questions.scope import Scope
from tracker.web.words.figures import exact
from tracker.web.words.i18n import _, colon

TO_MEND = {Reason.HOST, Reason.FAST, Reason.BAD, Reason.BUSY, Reason.LARGE, Reason.LONG}
WHERE = {Reason.HOST: "site_settings", Reason.BLOCKED: "site_blocks"}  # the page of the remedy
MOST_BARS = 92


class Refused(NamedTuple):
    """Of one reason; `amber`: it is something that the owner can mend, and `where`."""

    what: str
    remedy: str
    hits: str
    amber: bool
    where: str


class Bar(NamedTuple):
    """A stretch of days, in percent of the longest bar: what can be mended, and the rest."""

    x: float
    width: float
    amber: float
    plain: float


class NotCounted(NamedTuple):
    """`text`: all of it in one line."""

    reasons: list[Refused]
    bars: list[Bar]
    total: int
    text: str


NONE = NotCounted([], [], 0, "")


async def not_counted(app: web.Application, scope: Scope) -> NotCounted:
    """Of the days of the period."""
    first = day_number(scope.span.start, scope.calendar.zone)
    last = day_number(min(scope.span.end - 1, scope.calendar.now), scope.calendar.zone)
    hits = await app[keys.REFUSED_DAYS].since(scope.site, first)
    hits = {on: count for on, count in hits.items() if on.day <= last}
    by_reason = Counter[str]()
    for on, count in hits.items():
        by_reason[on.reason] += count
    reasons = [_refused(Reason(name), count) for name, count in by_reason.most_common() if count]
    total = sum(by_reason.values())
    return NotCounted(reasons, _bars(hits, first, last), total, _in_a_line(by_reason))


def _refused(reason: Reason, hits: int) -> Refused:
    words = WORDS[reason]
    amber, where = reason in TO_MEND, WHERE.get(reason, "")
    return Refused(_(words.what), _(words.remedy), exact(hits), amber, where)


def _in_a_line(by_reason: Counter[str]) -> str:
    """The three most frequent reasons, then the others together."""
    most = by_reason.most_common()
    said = [f"{_(WORDS[Reason(name)].what)}{colon()} {exact(hits)}" for name, hits in most[:3]]
    if others := sum(hits for _name, hits in most[3:]):
        said.append(_("others: %(count)s") % {"count": exact(others)})
    return ", ".join(said)


def _bars(hits: Mapping[RefusedOn, int], first: int, last: int) -> list[Bar]:
    """One a day, or a stretch of days where the period is long."""
    each = -(-(last - first + 1) // MOST_BARS)
    amber, plain = Counter[int](), Counter[int]()
    for on, count in hits.items():
        (amber if Reason(on.reason) in TO_MEND else plain)[(on.day - first) // each] += count
    bars = (last - first) // each + 1
    greatest = max((amber[n] + plain[n] for n in range(bars)), default=0) or 1
    wide = 100 / bars
    return [
        Bar(
            round(n * wide, 2),
            round(wide * 0.8, 2),
            round(100 * amber[n] / greatest, 1),
            round(100 * plain[n] / greatest, 1),
        )
        for n in range(bars)
        if amber[n] or plain[n]
    ]
