"""The channel of a visit through a tagged link."""

import re

from tracker.domain.campaigns import CLICK_IDS, Campaign

_PAID = re.compile(
    r"cp[acmvlie]|pp[ac]|paid.*|retargeting|remarketing|display|banners?|ads?|adwords|sem|sponsored"
)
_WORDS = re.compile(r"[^\W_]+")
_MEDIA = {
    "email": {"email", "mail", "newsletter", "newsletters"},
    "social": {"social", "socialmedia", "socialnetwork", "sm"},
    "search": {"organic", "search", "seo"},
    "ai": {"ai", "llm", "chatbot"},
    "news": {"news"},
    "referral": {"referral", "referrer", "link", "website"},
}


def channel_of(campaign: Campaign, known: str) -> str:
    """The channel that the tags name; known is the tagged source's own channel, "" if unheard of.

    A visit that somebody paid for is "paid" whatever else is written on the link.
    """
    clicked = CLICK_IDS[campaign.click_id][1] if campaign.click_id in CLICK_IDS else ""
    if clicked == "paid":
        return "paid"
    return _medium_channel(campaign.medium) or known or clicked or "campaign"


def _medium_channel(medium: str) -> str:
    words = _WORDS.findall(medium.lower())
    if any(_PAID.fullmatch(word) for word in words):
        return "paid"
    return next((channel for channel, media in _MEDIA.items() if media & set(words)), "")
