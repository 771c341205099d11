"""Plausible's events."""

from __future__ import annotations

from typing import Any

import msgspec

from tracker.domain.hits import LEAVE, PAGEVIEW, Hit
from tracker.domain.peers.told import Told, event_name, flat, number_of, with_revenue
from tracker.domain.referrers import bare
from tracker.domain.urls import read_url

MOST_NAME = 120  # characters
MOST_URL = 2_000  # bytes
MOST_KEY, MOST_VALUE = 300, 2_000  # bytes, of properties
LONGEST_STAY = 30 * 24 * 3_600_000  # ms
ENGAGEMENT = "engagement"
# Events that get the page's path as a property where they have none.
WITH_PATH = {"404", "Form: Submission", "WP Form Completions"}

Errors = dict[str, list[str]]
Values = dict[str, Any]


class Event(msgspec.Struct):
    """`domains`: whom it is for, as the sender calls them."""

    domains: list[str]
    told: Told


def read_event(values: Values) -> Event | Errors:
    """What was sent, or what is wrong with it in their words. Never raises."""
    url, name = _first(values, "u", "url"), _name(_first(values, "n", "name"))
    errors = _wrong_name(name) | _wrong_url(url)
    domains = _domains(_first(values, "d", "domain"), url if isinstance(url, str) else "")
    if domains is None:
        errors["domain"] = ["can't be blank"]
    properties = _properties(values)
    if properties is None:
        errors["props"] = ["keys should have at most 300 bytes and values 2000 bytes"]
    if errors:
        return errors
    page = _page(url, _first(values, "h", "hashMode"))
    if name == ENGAGEMENT:
        told = _engagement(values, page)
    else:
        told = _event(values, name, page, properties or {})
    return told if isinstance(told, dict) else Event(domains or [], told)


def page_key(url: str) -> str:
    """By which an engagement finds its pageview."""
    return url.partition("?")[0]


def _event(values: Values, name: str, page: str, properties: Values) -> Told:
    if name in WITH_PATH and "path" not in properties and (parts := read_url(page)):
        properties["path"] = parts.path
    paid = _object(_first(values, "$", "revenue"))
    kept = with_revenue(properties or None, paid.get("amount"), paid.get("currency"))
    referrer = _first(values, "r", "referrer")
    hit = Hit(url=page, properties=kept)
    hit.referrer = referrer if isinstance(referrer, str) and not _is_local(referrer) else ""
    hit.width = number_of(values.get("w")) or 0
    if name == PAGEVIEW:
        return Told(hit, page_key(page))
    hit.name = event_name(name)
    return Told(hit)


def _engagement(values: Values, page: str) -> Told | Errors:
    depth, lasted = number_of(values.get("sd")), number_of(values.get("e"))
    if depth is not None and depth < 0:
        depth = None
    if lasted is not None and not 0 <= lasted < LONGEST_STAY:
        lasted = None
    if depth is None and lasted is None:
        return {"engagement_time": ["engagement_time or scroll_depth is required"]}
    hit = Hit(name=LEAVE, url=page, state="hidden", engaged=lasted or 0)
    # Their scripts say 255 for a depth that they do not know.
    hit.depth = min(depth, 100) if depth is not None and depth != 255 else 0
    return Told(hit, page_key(page), lasted=True)


def _first(values: Values, *keys: str) -> Any:
    for key in keys:
        if (value := values.get(key)) is not None:
            return value
    return None


def _name(value: object) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _wrong_name(name: str) -> Errors:
    if not name.strip():
        return {"event_name": ["can't be blank"]}
    if len(name) > MOST_NAME:
        return {"event_name": ["should be at most 120 character(s)"]}
    return {}


def _wrong_url(url: object) -> Errors:
    if url is None or url == "":
        return {"url": ["is required"]}
    if not isinstance(url, str) or ":" not in url:
        return {"url": ["must be a valid url"]}
    if url.lower().startswith("data:"):
        return {"url": ["scheme is not allowed"]}
    if len(url.encode("utf-8", "replace")) > MOST_URL:
        return {"url": ["should be at most 2000 byte(s)"]}
    return {}


def _domains(value: object, url: str) -> list[str] | None:
    """None for a blank one; the page's own host where none was named."""
    if value is None:
        parts = read_url(url)
        return [bare(parts.host)] if parts else []
    if not isinstance(value, str):
        return None
    return list(dict.fromkeys(each.strip() for each in value.split(",") if each.strip())) or None


def _properties(values: Values) -> Values | None:
    """None where one is too long."""
    found = flat(_object(_first(values, "m", "meta", "p", "props"))) or {}
    for key, value in found.items():
        if _bytes(key) > MOST_KEY or (isinstance(value, str) and _bytes(value) > MOST_VALUE):
            return None
    return found


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _object(value: object) -> Values:
    """An object, or a text that is one as JSON."""
    if isinstance(value, str):
        try:
            value = msgspec.json.decode(value.encode("utf-8", "replace"))
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}


def _without_end(path: str) -> str:
    """Without blanks there, escaped or not."""
    while path != (bare := path.rstrip().removesuffix("%20")):
        path = bare
    return path


def _is_local(referrer: str) -> bool:
    """Whether it is a page of whoever makes the site."""
    parts = read_url(referrer)
    return parts is not None and parts.host.partition(":")[0] == "localhost"


def _page(url: str, hash_mode: object) -> str:
    """The page's address without blanks at its path's end. A fragment is part of it for who asks
    for that; ours are routes."""
    page, mark, fragment = url.partition("#")
    path, question, query = page.partition("?")
    page = _without_end(path) + question + query
    if hash_mode != 1 or isinstance(hash_mode, bool) or not mark:
        return page
    return f"{page}#{fragment if fragment[:1] in {'/', '!'} else '/' + fragment}"
