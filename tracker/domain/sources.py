"""Where a visit comes from: Google, a newsletter, somebody's blog…"""

import re
from functools import lru_cache
from typing import NamedTuple

from tracker.domain import known_sources
from tracker.domain.campaigns import CLICK_IDS, Campaign
from tracker.domain.channels import channel_of, plain_channel
from tracker.domain.known import Known
from tracker.domain.known_sources import by_app, by_host, by_name
from tracker.domain.referrers import (
    REFERRER_LIMIT,
    is_internal,
    referring_app,
    referring_host,
    referring_path,
    referring_text,
    says_nothing,
)

USUAL = 100  # characters: what is longer, or tagged, is not remembered

_NEWSLETTER = re.compile(r"news-?letter|mailing|e[-_ ]?mail", re.IGNORECASE)


class Source(NamedTuple):
    """name: as shown, "" for internal; channel: one of channels.CHANNELS."""

    name: str
    channel: str


DIRECT = Source("Direct", "direct")
INTERNAL = Source("", "internal")


def source_of(referrer: str, page_host: str, campaign: Campaign | None) -> Source:
    """The source of a hit. Tags on the link outweigh the referrer; nothing sent here raises.

    Internal is a link from the page's own host, "www." and port aside; a subdomain is another
    site. A lone ref= or utm_source= on such a link stays internal: it marks a menu, not a source.
    """
    said = _said(campaign)
    if said is None and len(referrer) <= USUAL:
        return _usual(referrer, page_host)
    return _source_of(referrer[:REFERRER_LIMIT], page_host, said)


def warm_up() -> None:
    """Reads the table ahead of the first hit."""
    known_sources.warm_up()


def source_named(text: str) -> Source:
    """The source that somebody else has found already, and calls so."""
    text = text[:REFERRER_LIMIT].strip()
    if says_nothing(text):
        return DIRECT
    known = _named(text)
    return Source(known.name, plain_channel(known.kind or "site", known.paid))


@lru_cache(1024)
def _usual(referrer: str, page_host: str) -> Source:
    return _source_of(referrer, page_host, None)


def _source_of(referrer: str, page_host: str, campaign: Campaign | None) -> Source:
    internal = is_internal(referrer, page_host)
    if campaign is None:
        return INTERNAL if internal else _untagged(_came_from(referrer))
    if internal and not (campaign.medium or campaign.name or campaign.click_id):
        return INTERNAL
    return _tagged(campaign, None if internal else _came_from(referrer))


def _said(campaign: Campaign | None) -> Campaign | None:
    """The campaign without what a blank says that nobody filled: {{source}}, (not set)."""
    if campaign is None or not any(map(says_nothing, filter(None, campaign))):
        return campaign
    said = Campaign(*("" if says_nothing(tag) else tag for tag in campaign))
    return said if any(said) else None


def _came_from(referrer: str) -> Known | None:
    """Whom the referrer names; None where it names nobody."""
    if host := referring_host(referrer):
        return _site(host, referring_path(referrer))
    if app := referring_app(referrer):
        return by_app(app) or Known(app, "site")
    text = referring_text(referrer)
    return Known(text, "site") if text else None


def _site(host: str, path: str) -> Known:
    return by_host(host, path) or Known(host.removeprefix("www."), "site")


def _untagged(came_from: Known | None) -> Source:
    if came_from is None:
        return DIRECT
    return Source(came_from.name, plain_channel(came_from.kind, came_from.paid))


def _tagged(campaign: Campaign, came_from: Known | None) -> Source:
    who, how = CLICK_IDS.get(campaign.click_id, ("", ""))
    clicked = by_name(who) if who else None
    found = _pointed_to(campaign, came_from, clicked)
    paid = found.paid or how == "paid" or (came_from is not None and came_from.paid)
    kind = clicked.kind if clicked else ""
    return Source(found.name, channel_of(campaign, found.kind, kind, paid))


def _pointed_to(campaign: Campaign, came_from: Known | None, clicked: Known | None) -> Known:
    """Whom the tags point to, "" as the kind of a mere word."""
    if campaign.source:
        return _named(campaign.source)
    if came_from and (came_from.kind != "site" or not clicked):
        return came_from
    if clicked:
        return clicked
    named = campaign.name or campaign.medium or campaign.term or campaign.content
    return Known(named or DIRECT.name, "")  # a click id that nobody is known to set


def _named(text: str) -> Known:
    """What people mean by utm_source=text: a name, a nickname, a host or a word of their own."""
    if known := by_name(text):
        return known
    if host := referring_host(text):
        return _site(host, referring_path(text))
    return Known(text, "email" if _NEWSLETTER.search(text) else "")
