"""What an operator writes on a site's days."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from tracker.domain.days import date_of
from tracker.domain.reports.annotations import Annotation
from tracker.domain.reports.kept import MOST_ANNOTATIONS, TooMany
from tracker.services.acts.acting import Acting, Refusal
from tracker.services.acts.sites import called
from tracker.services.sites.kept_for_reports import add_annotation


async def note_add(context: Acting, site: str, words: str, day: str) -> dict[str, Any]:
    """An annotation on that day, 2026-11-30 or "" for the site's today. `site`: its number or
    name."""
    known, now = called(context, site), context.now()
    on = date.fromisoformat(day or date_of(now, ZoneInfo(known.time_zone)))
    note = Annotation(id=0, site_id=known.id, day=on, words=words, user_id=None)
    try:
        number = await add_annotation(context.kept, note, now)
    except TooMany:
        most = f"{known.name} has {MOST_ANNOTATIONS:,} annotations already."
        raise Refusal(f"{most} Remove one first.") from None
    context.note("annotation made", f"site {known.id}")
    return {"id": number, "site": known.name, "day": on.isoformat(), "words": words}
