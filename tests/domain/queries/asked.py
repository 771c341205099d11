"""A site that is asked, and short ways to ask it."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from tracker.domain.periods.periods import Calendar
from tracker.domain.queries.query import Query, Site, read_query
from tracker.domain.queries.query_filters import Known
from tracker.domain.queries.sent import Sent
from tracker.domain.reports.goals import Goal

ORDER = Goal(
    id=1, site_id=7, name="Order", kind="event", of="Order paid", sums="total", currency="EUR"
)
SIGN_UP = Goal(id=2, site_id=7, name="Sign up", kind="page", of="/welcome")
VIP = Goal(id=3, site_id=7, name="VIP", kind="event", of="VIP", value=Decimal(5), currency="USD")
SEGMENTS: dict[int, object] = {
    4: [["is", "visit:country", ["DE", "AT"]]],
    5: [["contains", "event:page", ["/blog/"]], ["is_not", "visit:device", ["tablet"]]],
    6: [["is", "segment", [4]]],
}


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def site(now: str = "2026-11-29T10:20:00+01:00", zone: str = "Europe/Berlin") -> Site:
    calendar = Calendar(ZoneInfo(zone), ms(now), ms("2025-02-03T12:00:00+01:00"))
    return Site(7, "example.com", calendar, Known((ORDER, SIGN_UP, VIP), SEGMENTS.get))


def asked(at: Site | None = None, **fields: object) -> Query:
    """What these fields ask; visitors of today unless they say so."""
    body = {"metrics": ["visitors"], "date_range": "day"} | fields
    return read_query(Sent(body), at or site())
