"""What the figures of badges are called, for owners and beside the number."""

from __future__ import annotations

from tracker.domain.badges.badge import Badge, Figure
from tracker.web.words.i18n import _

FIGURE_NAMES: dict[Figure, str] = {
    "now": _("Visitors now"),
    "today": _("Pageviews today"),
    "last_28_days": _("Pageviews of the last 28 days"),
    "all": _("All pageviews so far"),
}
LABELS: dict[Figure, str] = {
    "now": _("visitors now"),
    "today": _("pageviews today"),
    "last_28_days": _("pageviews in 28 days"),
    "all": _("pageviews"),
}


def figure_name(badge: Badge) -> str:
    """In an owner's list."""
    return str(FIGURE_NAMES[badge.figure])
