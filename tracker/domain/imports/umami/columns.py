"""Tables of Umami's database, and columns where a dump names none: in the order in which MySQL has
them, to which release after release added some at the end."""

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
USUAL = {
    EVENTS: _OF_EVENTS,
    SESSION: _OF_SESSIONS,
    DATA: _OF_DATA,
    WEBSITE: _OF_WEBSITES,
}

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
