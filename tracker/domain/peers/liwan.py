"""Liwan's events."""

from __future__ import annotations

import re
from typing import Any

from tracker.domain.hits import PAGEVIEW, Hit
from tracker.domain.peers.told import Told, event_name
from tracker.domain.urls import read_url

MOST_TEXT, MOST_URL, MOST_REFERRER, MOST_WORD = 255, 2_048, 256, 20  # characters
# The narrowest screen of each of their words.
# Their short words for what a link carries, and ours.
TAGS = {
    "referrer": "ref",
    "referer": "ref",
    "campaign": "utm_campaign",
    "medium": "utm_medium",
    "content": "utm_content",
    "term": "utm_term",
}
_TAG = re.compile(rf"(?<=[?&])(?:{'|'.join(TAGS)})(?==)")
WIDTHS = {"xs": 360, "sm": 640, "md": 768, "lg": 1024, "xl": 1280, "2xl": 1536}


def is_theirs(values: dict[str, Any]) -> bool:
    """Whether an event is Liwan's, not Plausible's, which come to the same address."""
    return "entity_id" in values


def read_event(values: dict[str, Any]) -> Told | str:
    """What was sent, or what is wrong with it in their words. Never raises."""
    entity, name, url = (values.get(key) for key in ("entity_id", "name", "url"))
    if not (_is_text(entity, MOST_TEXT) and _is_text(name, MOST_TEXT) and _is_text(url, MOST_URL)):
        return "invalid event"
    referrer = values.get("referrer") or ""
    screen, turned = values.get("screen_width") or "", values.get("orientation") or ""
    if not all(isinstance(each, str) for each in (referrer, screen, turned)):
        return "invalid event"
    if len(referrer) > MOST_REFERRER or max(len(screen), len(turned)) > MOST_WORD:
        return "invalid event"
    if read_url(str(url)) is None:
        return "invalid url"
    page = _TAG.sub(lambda tag: TAGS[tag[0]], str(url).partition("#")[0])
    hit = Hit(url=page, referrer=referrer, width=WIDTHS.get(screen, 0))
    if name != PAGEVIEW:
        hit.name = event_name(str(name))
    return Told(hit)


def _is_text(value: object, most: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= most
