"""Metrics as expressions over what was counted."""

from __future__ import annotations

# What each is made of. Of an average of nothing there is none.
MADE_OF: dict[str, tuple[str, tuple[str, ...]]] = {
    "visitors": ("visitors", ("visitors",)),
    "visits": ("visits", ("visits",)),
    "bounce_rate": ("100.0 * bounces / nullif(visits, 0)", ("bounces", "visits")),
    "visit_duration": ("duration / 1000.0 / nullif(visits, 0)", ("duration", "visits")),
    "pageviews": ("pageviews", ("pageviews",)),
    "events": ("pageviews + others", ("pageviews", "others")),
    "custom_events": ("others", ("others",)),
    "views_per_visit": ("pageviews::double / nullif(visits, 0)", ("pageviews", "visits")),
    "scroll_depth": ("depth::double / nullif(told, 0)", ("depth", "told")),
    "time_on_page": ("engaged / 1000.0 / nullif(told, 0)", ("engaged", "told")),
    "engaged_time": ("engaged / 1000.0 / nullif(told, 0)", ("engaged", "told")),
    "conversions": ("conversions", ("conversions",)),
    "converting_visitors": ("converters", ("converters",)),
    "conversion_rate": ("100.0 * converters / nullif(reached, 0)", ("converters", "visitors")),
    "total_revenue": ("revenue", ("revenue", "conversions")),
    "average_revenue": ("revenue / nullif(conversions, 0)", ("revenue", "conversions")),
    "percentage": ("100.0 * visitors / nullif(total, 0)", ("visitors",)),
}
REVENUE = ("total_revenue", "average_revenue")


def counted_for(metrics: tuple[str, ...]) -> set[str]:
    """What is to be counted for them."""
    return {each for metric in metrics for each in MADE_OF[metric][1]}
