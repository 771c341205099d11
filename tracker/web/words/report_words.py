"""What stands above a report and in it: periods, units, comparisons, filters, tabs."""

from __future__ import annotations

from tracker.domain.periods.buckets import Unit
from tracker.domain.reports.page_filters import Compares
from tracker.web.words.i18n import _


def period_names() -> dict[str, str]:
    """What the words of periods are called."""
    return {
        "today": _("Today"),
        "yesterday": _("Yesterday"),
        "last_24_hours": _("Last 24 hours"),
        "last_7_days": _("Last 7 days"),
        "last_28_days": _("Last 28 days"),
        "last_30_days": _("Last 30 days"),
        "last_90_days": _("Last 90 days"),
        "this_week": _("This week so far"),
        "this_month": _("This month so far"),
        "last_month": _("Last month"),
        "this_quarter": _("This quarter so far"),
        "this_year": _("This year so far"),
        "last_12_months": _("Last 12 months"),
        "all": _("All time"),
    }


def unit_names() -> dict[Unit, str]:
    """What a chart draws a point for."""
    return {
        "hour": _("by hour"),
        "day": _("by day"),
        "week": _("by week"),
        "month": _("by month"),
    }


def compare_names() -> dict[Compares, str]:
    """How a value is compared."""
    return {
        "is": _("is"),
        "not": _("is not"),
        "contains": _("contains"),
        "without": _("does not contain"),
        "begins": _("begins with"),
    }


def filter_names() -> dict[str, str]:
    """What can be filtered by."""
    return {
        "page": _("page"),
        "title": _("title"),
        "host": _("host"),
        "entry": _("entry page"),
        "exit": _("exit page"),
        "source": _("source"),
        "channel": _("channel"),
        "referrer": _("link"),
        "campaign": _("campaign"),
        "utm_source": "utm_source",
        "utm_medium": "utm_medium",
        "utm_term": "utm_term",
        "utm_content": "utm_content",
        "click_id": _("click id"),
        "country": _("country"),
        "region": _("region"),
        "city": _("city"),
        "language": _("language"),
        "browser": _("browser"),
        "browser_version": _("browser version"),
        "system": _("system"),
        "system_version": _("system version"),
        "device": _("device"),
        "screen": _("screen"),
        "event": _("event"),
        "done": _("goal"),
        "segment": _("segment"),
    }


def tab_names() -> dict[str, str]:
    """What they are called."""
    return {
        "pages": _("Pages"),
        "entry": _("Entry"),
        "exit": _("Exit"),
        "titles": _("Titles"),
        "hosts": _("Hosts"),
        "sources": _("Sources"),
        "channels": _("Channels"),
        "campaigns": _("Campaigns"),
        "links": _("Links"),
        "utm_source": "utm_source",
        "utm_medium": "utm_medium",
        "utm_content": "utm_content",
        "utm_term": "utm_term",
        "click_ids": _("Click ids"),
        "countries": _("Countries"),
        "regions": _("Regions"),
        "cities": _("Cities"),
        "languages": _("Languages"),
        "events": _("Events"),
        "goals": _("Goals"),
        "outbound": _("Outbound"),
        "downloads": _("Downloads"),
        "forms": _("Forms"),
        "not_found": "404",
        "browsers": _("Browsers"),
        "systems": _("Systems"),
        "devices": _("Devices"),
        "screens": _("Screens"),
        "browser_versions": _("Browser versions"),
        "system_versions": _("System versions"),
    }


def column_names() -> dict[str, str]:
    """The columns of a list."""
    return {
        "visitors": _("Visitors"),
        "visits": _("Visits"),
        "pageviews": _("Pageviews"),
        "events": _("Events"),
        "bounce_rate": _("Bounce"),
        "visit_duration": _("Duration"),
        "engaged_time": _("Engaged"),
        "scroll_depth": _("Scroll"),
        "conversions": _("Conversions"),
        "conversion_rate": _("Rate"),
        "total_revenue": _("Revenue"),
    }


def teaching() -> dict[str, str]:
    """What a panel shows once there is something: said while there is nothing."""
    found = {
        "pages": _("What is read, where visits begin and where they end."),
        "sources": _("Who sent them: search, links, mails, your campaigns."),
        "campaigns": _("Visits whose link carried utm_campaign: the links in your mails and ads."),
        "utm": _("Visits whose link carried such a tag."),
        "places": _("From which countries, regions and cities; no address is kept."),
        "events": _("Sign-ups, plays, anything that your pages tell with tracker('Signup')."),
        "goals": _("What visitors are to do here: an event, a page, a depth of reading."),
        "outbound": _("Clicks on links to other hosts, once the snippet has data-outbound."),
        "downloads": _("Clicks on links to files, once the snippet has data-downloads."),
        "forms": _("Forms that were sent, once the snippet has data-forms."),
        "not_found": _("Pages that were not found, once that page’s snippet has data-404."),
        "devices": _("What they read with."),
    }
    return {name: found.get(name) or found[_kind(name)] for name in tab_names()}


def _kind(tab: str) -> str:
    kinds = {
        "pages": ("entry", "exit", "titles", "hosts"),
        "sources": ("channels", "links"),
        "utm": ("utm_source", "utm_medium", "utm_content", "utm_term", "click_ids"),
        "places": ("countries", "regions", "cities", "languages"),
    }
    return next((kind for kind, tabs in kinds.items() if tab in tabs), "devices")
