"""A site's rows and visits as statements over `event`, by its clock, on some of its days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from tracker.storage.answers.asked import numbers
from tracker.storage.reports.clocks import Shift, shifts_of

HOUR, DAY = 3_600_000, 86_400_000  # ms
BESIDE = 3  # days beside those asked about that are looked at, and one for the zone
BY_FIRST = (  # what a visit has from its first row
    *("source", "channel", "utm_source", "utm_medium", "utm_campaign", "utm_term"),
    *("utm_content", "click_id", "browser", "browser_version", "system", "system_version"),
    *("device", "language", "width", "host"),
)
FIGURES = (
    *("visit", "visitor", "begins", "start", "duration", "pageviews", "others", "bounce"),
    *("engaged", "depth", "told"),
)
SAID = ("entry", "exit", "referrer", *BY_FIRST, "country", "region", "city")
VISIT_COLUMNS = (*FIGURES, *SAID)
ROW_COLUMNS = ("host", "path", "title", "said")


class Site(NamedTuple):
    """`longest`: days that its visits may reach beyond their first. `first`, `last`: the local days
    that are asked about, and those to which their visits may reach. `gone`: rows that are looked at
    as if they were no more."""

    id: int
    zone: str
    longest: int
    first: int
    last: int
    gone: str = "false"

    @property
    def there(self) -> str:
        """Which rows count."""
        return THERE if self.gone == "false" else f"{THERE} and not ({self.gone})"

    @property
    def day(self) -> str:
        """The local day of `ms`, as a number since 1970."""
        return f"toInt32(intDiv(ms + {self._by_clock(lambda shift: shift.by)}, {DAY}))"

    @property
    def hour(self) -> str:
        """The hour of `ms`, counted in UTC and aligned to the site's clocks."""
        return self.hour_of("ms")

    def hour_of(self, moment: str) -> str:
        """Of another column."""
        ahead = self._by_clock(lambda shift: shift.by % HOUR, moment)
        return f"intDiv({moment} + {ahead}, {HOUR})"

    def _by_clock(self, said: Callable[[Shift], int], moment: str = "ms") -> str:
        """What is said of the shift that holds at a moment of those days."""
        beside = self.longest + BESIDE
        since, until = (self.first - beside) * DAY, (self.last + beside) * DAY
        shifts = [each for each in shifts_of(self.zone) if each.since < until]
        before = [each for each in shifts if each.since <= since]
        found = str(said(before[-1]))
        for shift in shifts[len(before) :]:
            found = f"if({moment} >= {shift.since}, {said(shift)}, {found})"
        return found


def rows_on(site: Site, days: Iterable[int], columns: Sequence[str] = ROW_COLUMNS) -> str:
    """Its rows on those local days, and on some beside them. `columns`: what they say."""
    near = sorted({day + by for day in days for by in (-1, 0, 1)})
    said = "".join(f", {'title.2 as title' if name == 'title' else name}" for name in columns)
    return (
        f"select site, visit, cursor, ms, visitor, name, engaged, depth{said},"
        f" {site.day} as day, {site.hour} as hour from event final"
        f" where site = {site.id} and {_utc_days(near)} and {site.there}"
    )


# Keys whose event is not there yet have no name.
THERE = "removed = 0 and name != '' and name != 'test'"


def _utc_days(days: Sequence[int]) -> str:
    """Stretches where they follow each other: an index finds those."""
    found: list[list[int]] = []
    for day in days:
        if found and found[-1][1] == day - 1:
            found[-1][1] = day
        else:
            found.append([day, day])
    stretches = (f"utc_day between toDate({first}) and toDate({last})" for first, last in found)
    return f"({' or '.join(stretches) or 'false'})"


def visits_on(
    site: Site, days: Sequence[int], columns: Sequence[str] = VISIT_COLUMNS, only: str = ""
) -> str:
    """Its visits that have rows on those local days: a row each, day and visitor, with what the
    whole visit was, however many of its days are meant. `columns`: of these. `only`: a list of
    those visits that are meant."""
    reach = range(-site.longest, site.longest + 1)
    around = sorted({day + by + beside for day in days for by in reach for beside in (-1, 0, 1)})
    of_first = [name for name in BY_FIRST if name in columns]
    first = "".join(f", {name}" for name in of_first)
    which = only or f"select visit from ({rows_on(site, days, ())}) where day in ({numbers(days)})"
    rows = (
        f"select *, {site.day} as day from event final"
        f" where site = {site.id} and {_utc_days(around)} and {site.there} and visit in ({which})"
    )
    parts = (
        "select visit, day, visitor,"
        f" min((ms, cursor, day, visitor, if(channel = 'internal', '', referrer){first})) as f,"
        " max(ms + engaged) as until, count() as n, countIf(name = 'pageview') as views,"
        " sum(engaged) as engaged, sum(depth) as depth, countIf(depth > 0 or engaged > 0) as told,"
        " minIf((ms, cursor, path), name = 'pageview') as opened,"
        " maxIf((ms, cursor, path), name = 'pageview') as closed,"
        " minIf((ms, cursor, place), place.1 > 0) as found, countIf(place.1 > 0) as placed"
        f" from ({rows}) group by visit, day, visitor"
    )
    wholes = (
        "select *, min(f) over w as b, max(until) over w as ends, sum(n) over w as every,"
        " sum(views) over w as all_views, minIf(opened, views > 0) over w as came,"
        " maxIf(closed, views > 0) over w as went, minIf(found, placed > 0) over w as is_at"
        f" from ({parts}) window w as (partition by visit)"
    )
    made = MADE | {name: f"b.{n}" for n, name in enumerate(of_first, 6)}
    named = ", ".join(f"{made[name]} as {name}" for name in columns)
    return (
        f"select toUInt32({site.id}) as site, day, {named}"
        f" from ({wholes}) where day in ({numbers(days)})"
    )


# Of a visit's day: `b` is its first row, `came` and `went` its first and its last pageview, `is_at`
# the first of its rows whose place is known.
MADE = {
    "visit": "visit",
    "visitor": "visitor",
    "begins": "toUInt8(day = b.3 and visitor = b.4)",
    "start": "b.1",
    "duration": "ends - b.1",
    "pageviews": "toInt64(views)",
    "others": "toInt64(n - views)",
    "bounce": "toUInt8(every = 1 and all_views = 1)",
    "engaged": "toInt64(engaged)",
    "depth": "toInt64(depth)",
    "told": "toInt64(told)",
    "entry": "came.3",
    "exit": "went.3",
    "referrer": "b.5",
    "country": "is_at.3.2",
    "region": "is_at.3.3",
    "city": "is_at.3.4",
}
