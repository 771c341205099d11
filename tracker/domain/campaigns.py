"""Tags on the links that lead to a page: utm_*, ref and the like, advertisers' click ids."""

import re
from typing import NamedTuple
from urllib.parse import unquote_plus

from tracker.domain.text import tidy
from tracker.domain.urls import bare_address

TAG_LIMIT = 200
QUERY_LIMIT = 8_192  # characters of a query in which tags are sought

# Parameter -> (who puts it on links, "paid" where only advertisements have it). Facebook, Instagram
# and Pinterest mark every link that leaves them.
CLICK_IDS = {
    "gclid": ("Google", "paid"),
    "gbraid": ("Google", "paid"),
    "wbraid": ("Google", "paid"),
    "dclid": ("Google Display", "paid"),
    "gad_source": ("Google", "paid"),
    "msclkid": ("Bing", "paid"),
    "twclid": ("X", "paid"),
    "ttclid": ("TikTok", "paid"),
    "li_fat_id": ("LinkedIn", "paid"),
    "rdt_cid": ("Reddit", "paid"),
    "sccid": ("Snapchat", "paid"),
    "yclid": ("Yandex", "paid"),
    "qclid": ("Quora", "paid"),
    "tblci": ("Taboola", "paid"),
    "dicbo": ("Outbrain", "paid"),
    "fbclid": ("Facebook", ""),
    "igshid": ("Instagram", ""),
    "igsh": ("Instagram", ""),
    "epik": ("Pinterest", ""),
    "ysclid": ("Yandex", ""),
    "srsltid": ("Google", ""),
    "awc": ("Awin", ""),
    "cjevent": ("CJ Affiliate", ""),
    "irclickid": ("impact.com", ""),
    "mc_eid": ("Mailchimp", ""),
    "mc_cid": ("Mailchimp", ""),
    "_hsenc": ("HubSpot", ""),
    "mkt_tok": ("Marketo", ""),
}
_UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content")
_SHORT = ("ref", "src", "source", "campaign")
_TAG = re.compile(rf"(?:^|&)(?:amp;)?({'|'.join((*_UTM, *_SHORT, *CLICK_IDS))})=([^&#]+)", re.I)


class Campaign(NamedTuple):
    """Tags as written, "" for none; click_id is the parameter's name, its value is not kept."""

    source: str
    medium: str
    name: str
    term: str
    content: str
    click_id: str


def campaign_of(query: str) -> Campaign | None:
    """The tags of a query string (without "?"), None for an ordinary link. Never raises."""
    if "=" not in query:
        return None
    tags: dict[str, str] = {}
    for key, value in _TAG.findall(query[:QUERY_LIMIT]):
        key = key.lower()
        if key not in tags and (text := _readable(value)):
            tags[key] = text
    source, medium, name, term, content = (tags.get(key, "") for key in _UTM)
    source = source or tags.get("ref") or tags.get("src") or tags.get("source", "")
    if source:  # alone, "campaign" is too often an application's own parameter
        name = name or tags.get("campaign", "")
    click_id = next((key for key in CLICK_IDS if key in tags), "")
    campaign = Campaign(source, medium, name, term, content, click_id)
    return campaign if any(campaign) else None


def kept_tags(campaign: Campaign) -> Campaign | None:
    """What would be kept of tags that a release before has stored."""
    kept = Campaign(*map(_kept, campaign))
    return kept if any(kept) else None


def _readable(value: str) -> str:
    return _kept(tidy(unquote_plus(value[: 9 * TAG_LIMIT]), TAG_LIMIT).strip())


def _kept(tag: str) -> str:
    """A tag may be an address, and then it keeps no query either."""
    return bare_address(tag) if "://" in tag else tag
