"""The source of a row that an earlier release has stored, by the rules of today."""

from __future__ import annotations

from tracker.domain.campaigns import Campaign
from tracker.domain.channels import channel_today
from tracker.domain.referrers import kept_referrer
from tracker.domain.shares import OTHER
from tracker.domain.sources import DIRECT, INTERNAL, Source, source_of

ONLY_BY_TAGS = {"paid", "campaign"}  # channels of then


def source_today(
    stored: Source, referrer: str, page_host: str, campaign: Campaign | None
) -> Source:
    """What the referrer and the tags say that are stored beside it; `stored` where that is no
    other, or where they are not all that there was."""
    if _is_told_by_more(stored, referrer, page_host, campaign):
        return stored
    today = source_of(kept_referrer(referrer), page_host, campaign)
    return stored if today == Source(stored.name, channel_today(stored.channel)) else today


def _is_told_by_more(
    stored: Source, referrer: str, page_host: str, campaign: Campaign | None
) -> bool:
    """Nothing is kept of an internal link; and of strangers who had used up their share neither
    their new tags nor referrers."""
    if stored.channel == INTERNAL.channel or OTHER in {referrer, page_host}:
        return True
    if campaign is not None:
        return False
    untold = not referrer and stored.name != DIRECT.name
    return untold or stored.name == OTHER or stored.channel in ONLY_BY_TAGS
