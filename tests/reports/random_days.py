"""Sums of days as the log may have them: of what visits have, too, and of what none has."""

from __future__ import annotations

from random import Random

from tests.reports.day_sums import SAID
from tests.reports.random_world import PATHS, TITLES
from tracker.domain.rows import DayRow

DAY = 86_400_000
KEYS = {
    "visit:source": ("Google", "Direct", "Gone"),
    "visit:channel": ("direct", "organic-search", "gone"),
    "visit:country": ("DE", "FR", "JP", ""),
    "visit:city": ("Berlin", "Kyoto", ""),
    "visit:browser": ("Firefox", "Netscape", ""),
    "visit:browser_version": ("Firefox 142", "Netscape 4", "Firefox"),
    "visit:os_version": ("iOS 18", "BeOS 5", ""),
    "visit:screen": ("xs", "xl", ""),
    "visit:utm_campaign": ("spring", "autumn", ""),
    "visit:entry_page": (*PATHS, ""),
    "event:page": (*PATHS, "/gone"),
    "event:title": (*TITLES, "Gone"),
    "event:name": ("Signup", "Gone"),
}


def any_day(chance: Random, site: int, at: int, brought: int | None) -> DayRow:
    """Of the days before; also by what reports have no sums of."""
    name = chance.choice(("", "", *KEYS, *KEYS, *sorted(SAID), "visit:nothing"))
    return DayRow(
        site,
        at,
        at // DAY - chance.randint(0, 9),
        name,
        chance.choice(KEYS.get(name, ("", "other"))) if name else "",
        *(chance.randint(-1, 9) for _ in range(5)),
        duration=chance.randint(0, 900_000),
        engaged=chance.randint(0, 90_000),
        import_id=brought,
        depth=chance.randint(0, 900),
        told=chance.randint(0, 9),
    )
