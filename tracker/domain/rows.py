"""The kinds of rows that the log has beside events. Times are ms, UTC; the log gives cursors."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from tracker.domain.events import Event
from tracker.domain.places import Place

HIDDEN, LEFT = 1, 2
STATE_NAMES = {HIDDEN: "hidden", LEFT: "left"}
STATE_NUMBERS = {"hidden": HIDDEN, "left": LEFT}
RETAINED = 0  # the import of sums that retention has left
COUNTS_WITHIN = 48 * 3_600_000  # ms after its pageview: what comes later changes no number


class Pageview(NamedTuple):
    """A stored pageview that something late names; with cursor 0 an event that is none."""

    visit: int
    cursor: int
    at: int


class Leave(msgspec.Struct, gc=False):
    """What a page reported when it was hidden or left. `page` is the pageview that it names by its
    beacon; None in rows of before schema 11, and on its way to the writer, who finds it. The beacon
    is 0 then, unless both have come together."""

    site_id: int
    at: int
    beacon: int
    path: str
    state: int
    engaged: int
    depth: int
    page: Pageview | None = None
    visit: int = 0  # the pageview's
    cursor: int = 0
    sender: str = ""


class Back(msgspec.Struct, gc=False):
    """A hidden page came into sight again."""

    site_id: int
    at: int
    beacon: int
    path: str
    page: Pageview | None = None
    visit: int = 0
    cursor: int = 0
    sender: str = ""


class PlaceCorrection(msgspec.Struct, gc=False):
    """A place that was found after its visit's events had been stored."""

    site_id: int
    at: int
    visit: int
    place: Place
    cursor: int = 0


class TitleCorrection(msgspec.Struct, gc=False):
    """What a page was called, once it was known."""

    site_id: int
    at: int
    beacon: int
    title: str
    page: Pageview | None = None
    visit: int = 0
    cursor: int = 0
    sender: str = ""


class SiteRemoval(msgspec.Struct, gc=False):
    """The site is gone, and all its rows are erased."""

    site_id: int
    at: int
    cursor: int = 0


class VisitRemoval(msgspec.Struct, gc=False):
    """A visit's rows with smaller cursors are erased."""

    site_id: int
    at: int
    visit: int
    cursor: int = 0


class AgeRemoval(msgspec.Struct, gc=False):
    """Rows of the site's visits that began before `before` are erased."""

    site_id: int
    at: int
    before: int
    cursor: int = 0


class ImportRemoval(msgspec.Struct, gc=False):
    """What an import has brought is erased."""

    site_id: int
    at: int
    import_id: int
    cursor: int = 0


class Reset(msgspec.Struct, gc=False):
    """The site's numbers begin anew: its rows up to the cursor `upto` are erased."""

    site_id: int
    at: int
    upto: int
    cursor: int = 0


class DayRow(msgspec.Struct, gc=False):
    """Sums of one local day, of which there are no events: an import brought them, or retention
    (`RETAINED`) has left them. Those count from the removal of what is before `at` on.

    `dimension` as reports name it, "" for the day's totals; `duration` and `engaged` in ms, `depth`
    the sum of percents of the pageviews that have `told` theirs. Two for one thing add up, and a
    sum may be negative."""

    site_id: int
    at: int
    day: int  # of the site's time zone, counted since 1970-01-01
    dimension: str
    key: str
    visitors: int = 0
    visits: int = 0
    pageviews: int = 0
    others: int = 0
    bounces: int = 0
    duration: int = 0
    engaged: int = 0
    import_id: int | None = None
    cursor: int = 0
    depth: int = 0
    told: int = 0


OfPageview = Leave | Back | TitleCorrection
Correction = PlaceCorrection | TitleCorrection
Removal = SiteRemoval | VisitRemoval | AgeRemoval | ImportRemoval | Reset
Row = Event | Leave | Back | Correction | Removal | DayRow


def attach(row: OfPageview, page: Pageview) -> bool:
    """Have the row name that pageview, from now on by its place in the log; whether it counts."""
    if not page.cursor or row.at - page.at > COUNTS_WITHIN:
        return False
    row.page, row.visit, row.beacon = page, page.visit, 0
    return True
