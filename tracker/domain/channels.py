"""The channel of a visit, as Google Analytics 4 groups them: docs/channels.md says every rule."""

import re

from tracker.domain.campaigns import Campaign

# The words that are stored and sent. Whoever shows them says them in the reader's language.
CHANNELS = (
    "direct",
    "internal",
    "organic-search",
    "paid-search",
    "organic-social",
    "paid-social",
    "organic-video",
    "paid-video",
    "organic-shopping",
    "paid-shopping",
    "ai-assistants",
    "email",
    "referral",
    "display",
    "cross-network",
    "paid-other",
    "affiliates",
    "audio",
    "sms",
    "mobile-push",
    "unassigned",
)
# What rows say that are older than these words; "paid" and "campaign" tell no more.
_FORMERLY = {
    "search": "organic-search",
    "social": "organic-social",
    "ai": "ai-assistants",
    "news": "referral",
    "paid": "paid-other",
    "campaign": "unassigned",
}

_OF_KIND = {
    "search": "organic-search",
    "social": "organic-social",
    "video": "organic-video",
    "shopping": "organic-shopping",
    "ai": "ai-assistants",
    "email": "email",
    "display": "display",
    "affiliates": "affiliates",
    "referral": "referral",
    "site": "referral",
}
_PAID_OF_KIND = {
    "search": "paid-search",
    "social": "paid-social",
    "video": "paid-video",
    "shopping": "paid-shopping",
    "display": "display",
}

_WORDS = re.compile(r"[^\W_]+")
_PAID = re.compile(
    r"[a-z]?cp[a-z]|pp[acv]|paid.*|retargeting|remarketing|ads?|adwords|sem|sea|sponsored"
)
_CROSS_NETWORK = re.compile(r"cross-?_?network", re.IGNORECASE)
_SHOPPING = re.compile(r"(?:^|[^a-df-z])shop|shopping", re.IGNORECASE)

_DISPLAY = {"display", "banner", "banners", "expandable", "interstitial"}
_SOCIAL = {"social", "socialmedia", "socialnetwork", "sm"}
_CHOSEN = {  # what the sender says of the link; a source's own kind does not outweigh it
    "organic-social": _SOCIAL,
    "email": {"email", "emails", "mail", "mailing", "newsletter", "newsletters"},
    "affiliates": {"affiliate", "affiliates"},
    "audio": {"audio", "podcast", "podcasts"},
    "sms": {"sms"},
    "mobile-push": {"push", "webpush", "notification", "notifications"},
    "ai-assistants": {"ai", "llm", "chatbot", "aiassistant", "aiassistants"},
}
_VAGUE = {  # said of anything: it counts only for a source that nobody knows
    "organic-video": {"video", "videos"},
    "organic-search": {"organic", "search", "seo"},
    "referral": {"referral", "referrer", "link", "app", "website", "web"},
    "mobile-push": {"mobile"},
}
_SENDERS = {"sms": "sms", "firebase": "mobile-push"}


def channel_named(told: str) -> str:
    """Ours, of what Google calls one; "" for what is none."""
    name = told.strip().lower().replace(" ", "-")
    return name if name in CHANNELS else ""


def channel_today(stored: str) -> str:
    """The channel as it is called now: rows of before keep the words of their time."""
    return _FORMERLY.get(stored, stored)


def plain_channel(kind: str, paid: bool) -> str:
    """The channel of a link without tags; kind as in sources.toml, "site" for any other site."""
    return _PAID_OF_KIND.get(kind, "paid-other") if paid else _OF_KIND[kind]


def channel_of(campaign: Campaign, kind: str, clicked: str, paid: bool) -> str:
    """The channel of a tagged link.

    kind: of the source that the tags name, "site" for a host nobody knows, "" for a mere word;
    clicked: the kind of who set the click id, "" without one; paid: an advertisement for sure.
    """
    if _CROSS_NETWORK.search(campaign.name) or _CROSS_NETWORK.search(campaign.medium):
        return "cross-network"
    medium = campaign.medium.lower()
    words = set(_WORDS.findall(medium)) | {"".join(_WORDS.findall(medium))}
    if words & _DISPLAY:
        return "display"
    if paid or any(map(_PAID.fullmatch, words)):
        return _paid_channel(campaign, words, kind if kind in _PAID_OF_KIND else clicked)
    return _free_channel(campaign, words, kind, clicked)


def _paid_channel(campaign: Campaign, words: set[str], kind: str) -> str:
    if _SHOPPING.search(campaign.name):
        return "paid-shopping"
    if kind in _PAID_OF_KIND:
        return _PAID_OF_KIND[kind]
    if "cpm" in words:
        return "display"
    if any(word.removeprefix("paid") in _SOCIAL for word in words):
        return "paid-social"
    return "paid-search" if words & {"search", "sem", "sea", "paidsearch"} else "paid-other"


def _free_channel(campaign: Campaign, words: set[str], kind: str, clicked: str) -> str:
    own = _OF_KIND[kind] if kind not in ("", "site") else _OF_KIND.get(clicked, "")
    return (
        _among(_CHOSEN, words)
        or own
        or _SENDERS.get(campaign.source.lower(), "")
        or _among(_VAGUE, words)
        or ("organic-shopping" if _SHOPPING.search(campaign.name) else "")
        or _OF_KIND.get(kind, "unassigned")
    )


def _among(table: dict[str, set[str]], words: set[str]) -> str:
    return next((channel for channel, said in table.items() if said & words), "")
