"""What was not counted, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tracker.domain.days import day_number
from tracker.domain.mcp.methods import Tool
from tracker.domain.messages import RefusedMessage
from tracker.domain.periods.periods import Calendar
from tracker.domain.queries.date_ranges import read_date_range
from tracker.domain.queries.sent import Sent
from tracker.domain.queries.time_labels import iso
from tracker.domain.refusals import WORDS, Reason
from tracker.services.assistants.asker import Asker
from tracker.services.assistants.schemas import DATE_RANGE, SITE, arguments
from tracker.storage.sites.refused_days import RefusedOn, hits_since
from tracker.storage.sites.sites import Site

REFUSED = Tool(
    "refused",
    "What was not counted, and why",
    "Hits of the site that were refused, by reason (bot, spam, host, fast, blocked, privacy, …) "
    "with what each means and what to do about it; and, for a token with the scope read, the "
    "latest ones with their details. Ask this when somebody wonders why visits are missing. "
    "These hits are in no other figure.",
    arguments(site_id=SITE, date_range=DATE_RANGE | {"default": "last_7_days"}),
)


async def refused(asker: Asker, sent: dict[str, Any]) -> dict[str, Any]:
    fields = Sent(sent).fields(("site_id", "date_range"))
    site = asker.site(sent.get("site_id"))
    calendar = (await asker.about(site)).calendar
    asked = fields.get("date_range", Sent("last_7_days", "date_range"))
    hits = await _hits(asker, site, asked, calendar)
    watching = asker.watching
    return {
        "reasons": [_of_reason(name, count) for name, count in hits.most_common() if count],
        "total": hits.total(),
        "latest": [_one(each, calendar) for each in watching.refused.latest(site.id)][::-1]
        if watching
        else [],
    }


async def _hits(asker: Asker, site: Site, asked: Sent, calendar: Calendar) -> Counter[str]:
    """By reason, of the days that the period touches."""
    span = read_date_range(asked, calendar)
    first, last = (day_number(at, calendar.zone) for at in (span.start, span.end - 1))
    found: Mapping[RefusedOn, int]
    if asker.refused_days:
        found = await asker.refused_days.since(site, first)
    else:
        found = await hits_since(asker.kept, site.id, first)
    hits = Counter[str]()
    for on, count in found.items():
        if on.day <= last:
            hits[on.reason] += count
    return hits


def _of_reason(name: str, hits: int) -> dict[str, Any]:
    words = WORDS[Reason(name)]
    return {"reason": name, "hits": hits, "what": words.what, "remedy": words.remedy}


def _one(message: RefusedMessage, calendar: Calendar) -> dict[str, Any]:
    said = {"at": iso(message.at, calendar.zone), "reason": message.reason}
    more = {"detail": message.detail, "host": message.host}
    return said | {name: value for name, value in more.items() if value}
