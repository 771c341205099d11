"""Sums of days that the log itself has: of what retention has erased, or an import has brought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from tests.reports.times import bucket_of, midnight
from tracker.domain.days import local_day
from tracker.domain.reports.names import VISIT_DIMENSIONS
from tracker.domain.reports.question import Question
from tracker.domain.rows import RETAINED, AgeRemoval, DayRow, ImportRemoval, Reset, Row, SiteRemoval

OF_ANYTHING = {"visitors", "visits", "percentage"}
OF_VISITS = OF_ANYTHING | {"pageviews", "views_per_visit", "bounce_rate", "visit_duration"}
OF_PAGES = OF_ANYTHING | {"pageviews", "views_per_visit", "scroll_depth", "time_on_page"}
OF_DAYS = OF_VISITS | OF_PAGES | {"events", "custom_events", "engaged_time"}
SAID = {
    "": OF_DAYS,
    **dict.fromkeys(VISIT_DIMENSIONS, OF_VISITS),
    "event:page": OF_PAGES | {"engaged_time"},
    "event:title": OF_PAGES | {"engaged_time"},
    "event:name": OF_ANYTHING | {"custom_events"},
    "event:hostname": OF_ANYTHING,
}
NEVER = {"time:hour", "time:hour_of_day"}


def counts_sums(question: Question) -> bool:
    """Whether they say all that is asked for: else only visits that are there are counted."""
    others = [each for each in question.dimensions if not each.startswith("time:")]
    if question.filters is not None or len(others) > 1 or NEVER & set(question.dimensions):
        return False
    return _is_of_days(question) and set(question.metrics) <= SAID.get("".join(others), set())


def _is_of_days(question: Question) -> bool:
    (start, end), zone = question.span, ZoneInfo(question.zone)
    return local_day(start, zone).start == start and local_day(end - 1, zone).end == end


def sums_of(rows: Sequence[Row], question: Question) -> list[DayRow]:
    """Of the question's days and of what it is by."""
    named = "".join(each for each in question.dimensions if not each.startswith("time:"))
    zone = ZoneInfo(question.zone)
    start, end = question.span
    return [
        row
        for row in _counting(rows, question.site_id)
        if row.dimension == named and start <= begin_of(row, zone) < end
    ]


def key_of(row: DayRow, question: Question) -> tuple[str | int, ...]:
    zone = ZoneInfo(question.zone)
    return tuple(
        bucket_of(begin_of(row, zone), each, zone) if each.startswith("time:") else row.key
        for each in question.dimensions
    )


def begin_of(row: DayRow, zone: ZoneInfo) -> int:
    return midnight(date(1970, 1, 1) + timedelta(days=row.day), zone)


def _counting(rows: Sequence[Row], site_id: int) -> list[DayRow]:
    """Those of retention from the removal on that they were written for."""
    counts: list[DayRow] = []
    waiting: list[DayRow] = []
    for row in rows:
        if row.site_id != site_id:
            continue
        match row:
            case DayRow(import_id=brought):
                (waiting if brought == RETAINED else counts).append(row)
            case AgeRemoval(before=before):
                latest = {(e.day, e.dimension, e.key): e for e in waiting if e.at == before}
                counts += latest.values()
                waiting = []
            case ImportRemoval(import_id=brought):
                counts = [each for each in counts if each.import_id != brought]
                waiting = [] if brought == RETAINED else waiting
            case Reset(upto=upto):
                counts = [each for each in counts if each.cursor > upto]
                waiting = [each for each in waiting if each.cursor > upto]
            case SiteRemoval():
                counts, waiting = [], []
    return counts
