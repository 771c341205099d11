"""Every metric and dimension that a report can be asked for, by its name in the query language.

The names are those of Plausible's Stats API v2 where it has one; the rest is marked as ours."""

from __future__ import annotations

VISIT_METRICS = frozenset(
    {
        "visitors",  # distinct, per local day
        "visits",  # that began in it; of an event's dimension: whose first such row is in it
        "bounce_rate",  # percent of visits: one row, a pageview
        "visit_duration",  # mean seconds of a visit
    }
)
EVENT_METRICS = frozenset(
    {
        "pageviews",
        "events",  # rows of any name
        "views_per_visit",
        "scroll_depth",  # mean percent of the pageviews that told
        "time_on_page",  # mean engaged seconds of the pageviews that told
        "engaged_time",  # ours: the same by the name that pages use
        "custom_events",  # ours: rows that are no pageviews
    }
)
GOAL_METRICS = frozenset(
    {
        "conversions",  # ours: rows that meet the goal
        "converting_visitors",  # ours: distinct visitors that have such a row
        "conversion_rate",  # percent of the row's visitors, who need not have converted
        "total_revenue",  # by currency
        "average_revenue",  # by currency, of a conversion
    }
)
SHARES = frozenset(
    {
        "percentage",  # visitors, in percent of the visitors under the same filters
    }
)
METRICS = VISIT_METRICS | EVENT_METRICS | GOAL_METRICS | SHARES

TIMES = ("time:hour", "time:day", "time:week", "time:month")
OWN_TIMES = ("time:hour_of_day", "time:weekday")  # ours: 0..23, 1 (Monday) .. 7, of local clocks
VISIT_DIMENSIONS = frozenset(
    {
        "visit:source",
        "visit:channel",
        "visit:referrer",
        "visit:utm_source",
        "visit:utm_medium",
        "visit:utm_campaign",
        "visit:utm_term",
        "visit:utm_content",
        "visit:click_id",  # ours: the parameter's name
        "visit:country",  # "DE"
        "visit:region",  # as the place database names it
        "visit:city",
        "visit:browser",
        "visit:browser_version",  # "Firefox 142"
        "visit:os",
        "visit:os_version",
        "visit:device",
        "visit:screen",  # ours: xs < 576 <= sm < 768 <= md < 992 <= lg < 1200 <= xl, CSS pixels
        "visit:language",  # ours
        "visit:hostname",  # ours: of the visit's first event
        "visit:entry_page",
        "visit:exit_page",
    }
)
EVENT_DIMENSIONS = frozenset(
    {
        "event:page",
        "event:title",  # ours
        "event:hostname",
        "event:name",
        "event:goal",
    }
)
PROPERTY = "event:props:"
MEASURES = frozenset({"event:scroll_depth", "event:engaged_time"})  # ours, in filters alone


def is_dimension(name: str) -> bool:
    """Whether rows can be grouped by it."""
    known = name in VISIT_DIMENSIONS or name in EVENT_DIMENSIONS
    return known or name in TIMES or name in OWN_TIMES or is_property(name)


def is_property(name: str) -> bool:
    """`event:props:plan`: what the event's property `plan` says."""
    return len(name) > len(PROPERTY) and name.startswith(PROPERTY)
