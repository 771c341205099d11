"""A hit that passed, as the row that the recorder writes."""

from __future__ import annotations

import re

from tracker.domain.addresses import mask
from tracker.domain.events import Event, Page, Visitor
from tracker.domain.hits import LEAVE, Hit, properties_text, screen_width
from tracker.domain.referrers import is_internal
from tracker.domain.refusals import Reason, Refusal
from tracker.domain.rows import STATE_NUMBERS, Back, Leave, OfPageview, TitleCorrection
from tracker.domain.sources import INTERNAL, Source, source_of
from tracker.domain.visitors import beacon_hash
from tracker.storage.sites.sites import Site

COUNTER = re.compile(r"^\(\d+\+?\) ")  # "(3) Chat": what has come in, not what it is
MOST_ENGAGED = 30 * 24 * 3_600_000  # ms


def row_of(  # noqa: PLR0917
    site: Site, hit: Hit, page: Page, visitor: Visitor, address: str, now: int
) -> Event | Leave | Back | Refusal:
    """The row, as far as it can be known before its turn to be written: an event's id and visit, a
    leave's pageview come then. `now`: ms, UTC; a Refusal for a leave that names no page or state.
    """
    if hit.name == LEAVE:
        return _leave(site, hit, page, now)
    source = source_of(hit.referrer, page.host, page.campaign)
    return Event(
        0,
        site.id,
        now,
        visitor.id,
        0,
        beacon_hash(site.id, hit.id),
        hit.name,
        page,
        hit.title,
        _from_outside(hit.referrer, page, source),
        source,
        visitor.place,
        visitor.agent,
        hit.language,
        screen_width(hit.width),
        properties_text(hit.properties),
        kept_address(site, address),
        visitor.counted != visitor.id,
    )


def late_title(row: OfPageview, hit: Hit) -> TitleCorrection | None:
    """What a page is called by now, where its leave says so: the script does where that is not what
    its pageview said."""
    title = COUNTER.sub("", hit.title)
    return TitleCorrection(row.site_id, row.at, row.beacon, title) if title else None


def _leave(site: Site, hit: Hit, page: Page, now: int) -> Leave | Back | Refusal:
    beacon = beacon_hash(site.id, hit.id)
    if not beacon:
        return Refusal(Reason.BAD, "a leave names its pageview by id")
    if hit.state == "back":
        return Back(site.id, now, beacon, page.path)
    if hit.state not in STATE_NUMBERS:
        return Refusal(Reason.BAD, "state must be hidden, left or back")
    return Leave(
        site.id,
        now,
        beacon,
        page.path,
        STATE_NUMBERS[hit.state],
        _within(hit.engaged, MOST_ENGAGED),
        _within(hit.depth, 100),
    )


def _from_outside(referrer: str, page: Page, source: Source) -> str:
    """The referrer, unless it is a page of the same host. Without tags the source has told."""
    if source.channel == INTERNAL.channel:
        return ""
    return "" if page.campaign and is_internal(referrer, page.host) else referrer


def kept_address(site: Site, address: str) -> str | None:
    """As the site's owner wants it to be kept."""
    match site.keep_address:
        case "full":
            return address
        case "masked":
            return mask(address)
        case _:
            return None


def _within(number: float, most: int) -> int:
    """A whole number from 0 to `most`, also of what is not a number."""
    return int(number) if 0 < number < most else most if number >= most else 0
