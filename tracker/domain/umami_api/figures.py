"""Our figures as Umami has them: sums where ours are means."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tracker.domain.reports.question import Value

ASKED = ("pageviews", "visitors", "visits", "bounce_rate", "visit_duration")


class Totals(msgspec.Struct):
    """`bounces`: visits of one pageview; `totaltime`: seconds of all visits."""

    pageviews: int = 0
    visitors: int = 0
    visits: int = 0
    bounces: int = 0
    totaltime: int = 0


def totals(values: Sequence[Value]) -> Totals:
    """Of a row's `ASKED`."""
    pageviews, visitors, visits = map(whole, values[:3])
    rate, seconds = (each if isinstance(each, int | float) else 0 for each in values[3:])
    return Totals(pageviews, visitors, visits, round(visits * rate / 100), round(visits * seconds))


def whole(value: Value) -> int:
    """A count; what is none is 0."""
    return round(value) if isinstance(value, int | float) else 0
