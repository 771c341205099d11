"""Tables of Umami's database, and columns where a dump names none: in the order in which its
database has them, to which release after release added some at the end."""

from __future__ import annotations

EVENTS, DATA, SESSION, REVENUE, WEBSITE = (
    "website_event",
    "event_data",
    "session",
    "revenue",
    "website",
)

_OF_EVENTS = (
    "event_id",
    "website_id",
    "session_id",
    "created_at",
    "url_path",
    "url_query",
    "referrer_path",
    "referrer_query",
    "referrer_domain",
    "page_title",
    "event_type",
    "event_name",
    "visit_id",
    "tag",
    "fbclid",
    "gclid",
    "li_fat_id",
    "msclkid",
    "ttclid",
    "twclid",
    "utm_campaign",
    "utm_content",
    "utm_medium",
    "utm_source",
    "utm_term",
    "hostname",
    "cls",
    "fcp",
    "inp",
    "lcp",
    "ttfb",
)
_OF_SESSIONS = (
    "session_id",
    "website_id",
    "hostname",
    "browser",
    "os",
    "device",
    "screen",
    "language",
    "country",
    "subdivision1",
    "subdivision2",
    "city",
    "created_at",
)
_OF_DATA = (
    "event_data_id",
    "website_event_id",
    "website_id",
    "data_key",
    "string_value",
    "number_value",
    "date_value",
    "data_type",
    "created_at",
)
_OF_REVENUE = (
    "revenue_id",
    "website_id",
    "session_id",
    "event_id",
    "event_name",
    "currency",
    "revenue",
    "created_at",
)
_OF_WEBSITES = (
    "website_id",
    "name",
    "domain",
    "share_id",
    "reset_at",
    "user_id",
    "created_at",
    "updated_at",
    "deleted_at",
    "team_id",
    "created_by",
)
_USUAL = {
    EVENTS: _OF_EVENTS,
    SESSION: _OF_SESSIONS,
    DATA: _OF_DATA,
    REVENUE: _OF_REVENUE,
    WEBSITE: _OF_WEBSITES,
}
# Of release 3, which only PostgreSQL has: sessions have lost their host, websites their share.
_OF_3 = {
    (SESSION, 12): (
        *("session_id", "website_id", "browser", "os", "device", "screen", "language", "country"),
        *("region", "city", "created_at", "distinct_id"),
    ),
    (WEBSITE, 12): (
        *("website_id", "name", "domain", "reset_at", "user_id", "created_at", "updated_at"),
        *("deleted_at", "created_by", "team_id", "replay_enabled", "replay_config"),
    ),
}
_DATA_OF_POSTGRESQL = ("event_data_id", "website_id", "website_event_id", *_OF_DATA[3:])


def usual_of_mysql(table: str, number: int) -> tuple[str, ...]:
    """The columns of a row that has so many."""
    return _USUAL.get(table, ())[:number]


def usual_of_postgresql(table: str, number: int) -> tuple[str, ...]:
    """As `usual_of_mysql`: PostgreSQL has those of an event's data in another order."""
    if table == DATA:
        return _DATA_OF_POSTGRESQL[:number]
    return _OF_3.get((table, number)) or usual_of_mysql(table, number)


# What an event takes from its session.
OF_SESSION = (
    "hostname",
    "browser",
    "os",
    "device",
    "screen",
    "language",
    "country",
    "region",
    "subdivision1",
    "city",
)
