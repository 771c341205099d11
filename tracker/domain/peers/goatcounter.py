"""GoatCounter's pageviews and events."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from tracker.domain.hits import Hit
from tracker.domain.peers.told import Told, event_name
from tracker.domain.refusals import Reason, Refusal

MOST_PATH, MOST_TITLE, MOST_REFERRER, MOST_AGENT = 2_048, 1_024, 2_048, 512  # characters
NO_NAME = "(no event name)"
TRUE, FALSE = {"true", "1", "on", "yes"}, {"false", "0", "off", "no", ""}
HINTS_OF_SCRIPTS = range(150, 256)  # what a browser's own script says of it
# What is no page: asked for by accident, by tools that rewrite pages, or by nobody.
NO_PAGES = {"/favicon.ico", "/<html>", "/servlet/redirect.srv"}
NO_PAGE = Refusal(Reason.BOT, "no page of a site")
BY_PROGRAM = Refusal(Reason.BOT, "its script says so")
_WRAPPED = re.compile(
    r"/(?:web/20\d+|jonas\.tool\.saveForOffline[^/]*)/+(?:https?:/+[^/]*)?(/.*|$)"
)


class NotCounted(ValueError):
    """What was sent cannot be counted; str() says why in their words."""

    def __init__(self, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.status = status


def read_count(query: Mapping[str, str], origin: str) -> Told | Refusal:
    """The hit in a query, of a page below `origin`. Raises NotCounted."""
    path, title, referrer = query.get("p", ""), query.get("t", ""), query.get("r", "")
    is_event = _boolean(query.get("e", ""))
    width = _width(query.get("s", ""))
    by_program = _is_program(query.get("b", ""))
    _check(path, title, referrer)
    hit = Hit(title=title, referrer=referrer, width=width)
    if is_event:
        hit.name = event_name((path.strip("/") and path.removeprefix("/")) or NO_NAME)
        hit.url = f"{origin}/"
    elif (page := page_of(path)) in NO_PAGES:
        return NO_PAGE
    else:
        hit.url = _tagged(f"{origin}{page}", query.get("q", ""))
    return BY_PROGRAM if by_program else Told(hit)


def page_of(path: str) -> str:
    """A path as they keep it, without what other tools have wrapped it in."""
    page = "/" + path.lstrip("/")
    if wrapped := _WRAPPED.fullmatch(page):
        page = wrapped[1] or "/"
    bare, mark, query = page.partition("?")
    return (bare.rstrip("/") or "/") + mark + query


def _check(path: str, title: str, referrer: str) -> None:
    if not path.strip():
        raise NotCounted("not valid: path: must be set, must be longer than 1 characters.")
    if len(path) > MOST_PATH:
        raise NotCounted("not valid: path: must be shorter than 2048 characters.", 414)
    if len(title) > MOST_TITLE:
        raise NotCounted("not valid: title: must be shorter than 1024 characters.")
    if len(referrer) > MOST_REFERRER:
        raise NotCounted("not valid: ref: must be shorter than 2048 characters.")


def _boolean(text: str) -> bool:
    if text.lower() in TRUE:
        return True
    if text.lower() in FALSE:
        return False
    raise NotCounted(f"error decoding parameters: e: not a boolean: {text[:20]!r}")


def _width(text: str) -> float:
    """The first of up to three numbers."""
    try:
        numbers = [float(part) for part in text.split(",")] if text else [0.0]
    except ValueError:
        raise NotCounted(f"error decoding parameters: s: not a number: {text[:20]!r}") from None
    return numbers[0]


def _is_program(text: str) -> bool:
    if text in {"", "0"}:
        return False
    if text.isascii() and text.isdecimal() and len(text) < 4 and int(text) in HINTS_OF_SCRIPTS:
        return True
    raise NotCounted(f"wrong value: b={text[:20]}")


def _tagged(url: str, search: str) -> str:
    """The page's address with the tags of what the browser was opened with."""
    search = search.removeprefix("?")
    if not search:
        return url
    pairs = parse_qsl(search[:MOST_PATH], errors="replace", max_num_fields=None)
    tags = dict(pairs)
    if "campaign" in tags and "utm_campaign" not in tags:
        pairs.append(("utm_campaign", tags["campaign"]))
    return f"{url}{'&' if '?' in url else '?'}{urlencode(pairs, errors='replace')}"
