"""What Umami counts by: our dimension, and the words in which its values are said."""

from __future__ import annotations

from collections.abc import Callable

from tracker.domain.imports.reading.names import browser_name, country_of, device_name, system_name
from tracker.domain.referrers import bare, referring_host
from tracker.domain.sources import DIRECT

DIMENSIONS = {
    "url": "event:page",  # release 2
    "path": "event:page",
    "entry": "visit:entry_page",
    "exit": "visit:exit_page",
    "referrer": "visit:referrer",
    "domain": "visit:source",
    "channel": "visit:channel",
    "title": "event:title",
    "event": "event:name",
    "tag": "event:props:tag",
    "host": "event:hostname",  # release 2
    "hostname": "event:hostname",
    "utmSource": "visit:utm_source",
    "utmMedium": "visit:utm_medium",
    "utmCampaign": "visit:utm_campaign",
    "utmContent": "visit:utm_content",
    "utmTerm": "visit:utm_term",
    "browser": "visit:browser",
    "os": "visit:os",
    "device": "visit:device",
    "screen": "visit:screen",
    "language": "visit:language",
    "country": "visit:country",
    "region": "visit:region",
    "city": "visit:city",
}
# Nothing of it is no row of theirs.
ONLY_NAMED = frozenset(
    {"referrer", "domain", "tag"} | {each for each in DIMENSIONS if "utm" in each}
)
NOTHING = {"domain": ["", DIRECT.name]}
WITH_COUNTRY = frozenset({"region", "city"})
_CHANNELS = {"affiliates": "affiliate", "paid-other": "paidAds"}
_READ: dict[str, Callable[[str], str]] = {
    "browser": browser_name,
    "os": system_name,
    "device": device_name,
    "country": country_of,
}


def said(kind: str, value: str) -> str:
    """A value as they write it: `organicSearch`; of a referrer its host."""
    if kind == "referrer":
        return bare(referring_host(value)) or value
    if kind != "channel":
        return value
    first, *others = value.split("-")
    return _CHANNELS.get(value) or first + "".join(each.title() for each in others)


def meant(kind: str, value: str) -> str:
    """The value that is meant by theirs: `edge-chromium` is Edge. What is not known stays."""
    read = _READ.get(kind)
    return (read(value) if read else "") or value
