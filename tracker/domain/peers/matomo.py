"""Matomo's tracking requests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_plus

import msgspec

from tracker.domain.hits import LEAVE, Hit
from tracker.domain.peers.matomo_variables import told_beside
from tracker.domain.peers.told import Told, event_name, number_of, with_revenue

MOST_REQUESTS = 500  # in one body
MOST_QUERY = 16_384  # characters
_VISITOR = re.compile(r"[0-9a-fA-F]{16}")
# Their words for what a link carries, and ours.
TAGS = {
    "pk_cpn": "utm_campaign",
    "pk_campaign": "utm_campaign",
    "piwik_campaign": "utm_campaign",
    "mtm_campaign": "utm_campaign",
    "matomo_campaign": "utm_campaign",
    "pk_kwd": "utm_term",
    "pk_keyword": "utm_term",
    "piwik_kwd": "utm_term",
    "mtm_kwd": "utm_term",
    "mtm_keyword": "utm_term",
    "matomo_kwd": "utm_term",
    "pk_source": "utm_source",
    "mtm_source": "utm_source",
    "pk_medium": "utm_medium",
    "mtm_medium": "utm_medium",
    "pk_content": "utm_content",
    "mtm_content": "utm_content",
}
_TAG = re.compile(rf"(?<=[?&])({'|'.join(TAGS)})(?==)", re.IGNORECASE)

Query = Mapping[str, str]


class Request(msgspec.Struct):
    """`site` as they number it. `who`: what their script calls this browser; `told`: None for what
    is answered and not counted."""

    site: str
    told: Told | None
    token: str = ""
    cdt: str = ""
    cdo: float | None = None
    address: str = ""
    user_agent: str = ""
    silent: bool = False  # no image wanted


class Invalid(ValueError):
    """What was sent is no request of theirs; str() says why."""


def read_request(query: Query, page: str = "") -> Request:
    """A request; `page` is what the browser's Referer says, where it names none itself. Raises
    Invalid."""
    site = query.get("idsite", "")
    if not site:
        raise Invalid("idsite is missing")
    if (named := query.get("cid", "")) and not _VISITOR.fullmatch(named):
        raise Invalid("cid has to be 16 hexadecimal digits")
    told = _told(query, page) if query.get("rec") == "1" else None
    return Request(
        site,
        told,
        token=query.get("token_auth", ""),
        cdt=query.get("cdt", ""),
        cdo=number_of(query.get("cdo")),
        address=query.get("cip", ""),
        user_agent=query.get("ua", ""),
        silent=query.get("send_image") == "0",
    )


def read_bulk(body: bytes) -> tuple[list[object], str, bool] | None:
    """The requests of a body that holds several, as they stand there, the token of all, and whether
    the answer may be empty; None where it holds none. Raises Invalid for what only looks so."""
    if b'"requests"' not in body and b"'requests'" not in body:
        return None
    try:
        values = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        raise Invalid("the body is not JSON") from None
    requests = values.get("requests") if isinstance(values, dict) else None
    if not isinstance(requests, list):
        raise Invalid("requests has to be a list")
    token = values.get("token_auth")
    silent = str(values.get("send_image", "")) == "0"
    return requests, token if isinstance(token, str) else "", silent


def read_query(text: str) -> dict[str, str]:
    """Of one key that stands there twice the last counts, as with them."""
    found: dict[str, str] = {}
    for pair in text[:MOST_QUERY].split("&"):
        name, _equals, value = pair.partition("=")
        if name:
            found[_plain(name)] = _plain(value)
    return found


def _plain(text: str) -> str:
    """Most of it is: parse_qsl would look at each letter."""
    return unquote_plus(text) if "%" in text or "+" in text else text


def query_of(each: object) -> Query:
    """One of several: a query, or an object of its values."""
    if isinstance(each, str):
        return read_query(each.partition("?")[2] if "?" in each else each)
    if not isinstance(each, dict):
        return {}
    return {name: _text(value) for name, value in each.items() if isinstance(name, str)}


def page_key(query: Query) -> str:
    """By which what comes later knows its pageview: their numbers of browser and pageview."""
    number = query.get("pv_id", "")
    return f"{query.get('_id', '')}:{number}" if number else ""


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, str | int | float):
        return str(value)
    return "" if value is None else msgspec.json.encode(value).decode()


def _told(query: Query, page: str) -> Told | None:
    url, referrer = query.get("url", ""), query.get("urlref", "")
    if not url and not referrer:
        url = page
    hit = Hit(
        id=_repetition(query),
        url=_TAG.sub(lambda tag: TAGS[tag[0].lower()], url),
        referrer=referrer,
        language=query.get("lang", "").partition(",")[0],
        width=number_of(query.get("res", "").partition("x")[0]) or 0,
    )
    if query.get("ping") == "1":
        if not page_key(query):
            return None
        hit.name, hit.state, hit.id = LEAVE, "hidden", ""
        return Told(hit, page_key(query))
    if query.get("ca") == "1" and not query.get("e_c"):
        return None  # of what their own additions ask for, such as forms and media
    return _named(query, hit)


def _named(query: Query, hit: Hit) -> Told | None:
    name, properties = _event(query)
    if beside := told_beside(query):
        properties = beside | (properties or {})
    if not name:
        if query.get("pf_srv") and not query.get("action_name") and not query.get("url"):
            return None
        hit.title, hit.properties = query.get("action_name", ""), properties
        return Told(hit, page_key(query))
    hit.name, hit.properties = event_name(name), properties
    hit.title = query.get("action_name", "")
    return Told(hit)


def _event(query: Query) -> tuple[str, dict[str, Any] | None]:
    """What happened, where it is no pageview, and what is known of it."""
    if query.get("e_c") and query.get("e_a"):
        keys = {"category": "e_c", "name": "e_n", "value": "e_v"}
        return query["e_a"], _kept(query, keys)
    if link := query.get("link"):
        return "Outbound", {"url": link}
    if download := query.get("download"):
        return "Download", {"url": download}
    if "search" in query:
        keys = {"text": "search", "category": "search_cat", "found": "search_count"}
        return "Search", _kept(query, keys)
    if query.get("c_n"):
        keys = {"content": "c_n", "piece": "c_p", "target": "c_t"}
        return f"Content {query.get('c_i') or 'impression'}", _kept(query, keys)
    return _goal(query)


def _goal(query: Query) -> tuple[str, dict[str, Any] | None]:
    goal = query.get("idgoal", "")
    if goal == "0" or (not goal and query.get("ec_items")):
        kept: dict[str, Any] = {"order": query["ec_id"]} if query.get("ec_id") else {}
        name = "Order" if query.get("ec_id") else "Cart"
        return name, with_revenue(kept or None, query.get("revenue"), "")
    if goal:
        return f"Goal {goal[:20]}", with_revenue(None, query.get("revenue"), "")
    return "", None


def _kept(query: Query, keys: dict[str, str]) -> dict[str, Any] | None:
    found: dict[str, Any] = {
        ours: query[theirs] for ours, theirs in keys.items() if query.get(theirs)
    }
    for name in ("value", "found"):
        if name in found:
            number = number_of(found[name])
            found[name] = found[name] if number is None else number
    return found or None


def _repetition(query: Query) -> str:
    """What is the same where their script sends a request once more; "" where nothing tells."""
    number = query.get("r") or query.get("rand") or ""
    if not number:
        return ""
    parts = (query.get("_id", ""), number, query.get("pv_id", ""), query.get("ec_id", ""))
    return "matomo:" + ":".join(parts)
