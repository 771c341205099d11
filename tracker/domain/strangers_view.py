"""What strangers are told of a site as it happens: which pages are opened, and how many are there.
No visit can be followed: each pageview stands alone, under a number of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tracker.domain.hits import PAGEVIEW

Message = dict[str, Any]

# Panels of a shared link, and what a row says only where its owner has chosen them.
FEED = "pages"
COLUMNS = {
    "sources": ("source", "channel"),
    "browsers": ("browser",),
    "systems": ("system",),
    "devices": ("device",),
}
PLACES = "countries"
SEEN = frozenset({FEED, PLACES, *COLUMNS})
# A title may name somebody: by an address of theirs, or of their machine.
ADDRESS = re.compile(
    r"@|://|\bwww\.|\b\d{1,3}(?:\.\d{1,3}){3}\b|[0-9a-f]{1,4}(?::[0-9a-f]{0,4}){3}", re.I
)
SECOND = 1_000  # ms: no row tells more exactly when it was


def told_event(event: Mapping[str, Any], panels: frozenset[str], number: int) -> Message | None:
    """A pageview as the feed has it, as its `number`th; None for what strangers are not told."""
    if event["name"] != PAGEVIEW or FEED not in panels:
        return None
    shown = {name for panel, names in COLUMNS.items() if panel in panels for name in names}
    country = event["place"].get("country", "") if PLACES in panels else ""
    return {
        "type": "event",
        "cursor": number,
        "id": str(number),
        "at": event["at"] // SECOND * SECOND,
        "visit": str(number),
        "visitor": "",
        "new": True,
        "name": PAGEVIEW,
        "host": "",
        "path": event["path"],
        "title": harmless(event["title"]),
        "referrer": "",
        "place": {"country": country} if country else {},
        "language": "",
        "width": 0,
        **{
            name: event[name] if name in shown else "" for each in COLUMNS.values() for name in each
        },
    }


def harmless(title: str) -> str:
    """A title, unless there is an address in it."""
    return "" if ADDRESS.search(title) else title


def told_presence(presence: Mapping[str, Any]) -> Message:
    """How many are there, and the half hour; of `hello` and of `presence`."""
    known = {name: presence[name] for name in ("now", "minutes", "minute_at")}
    return known | {
        "beyond": presence.get("beyond", 0),
        "here": [],
        "countries": {},
        "sources": {},
    }
