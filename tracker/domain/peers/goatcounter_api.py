"""What servers send to GoatCounter's API: many hits at once, each checked by itself."""

from __future__ import annotations

from typing import Any

import msgspec

from tracker.domain.peers.goatcounter import NotCounted, read_count
from tracker.domain.peers.times import AHEAD, read_time
from tracker.domain.peers.told import Told
from tracker.domain.refusals import Refusal

MOST_HITS = 500
KEYS = {"no_sessions", "filter", "hits"}
HIT_KEYS = {
    *("path", "title", "event", "ref", "size", "query", "bot", "user_agent", "location"),
    *("ip", "created_at", "session", "host", "language"),
}


class Rejected(ValueError):
    """Nothing of it is stored; str() says why in their words."""

    def __init__(self, why: str, status: int = 400) -> None:
        super().__init__(why)
        self.status = status


class Visit(msgspec.Struct):
    """One of the hits, and of whom it is; `failed`: what is wrong with it."""

    told: Told | Refusal | None
    address: str = ""
    user_agent: str = ""
    session: str = ""
    language: str = ""
    failed: str = ""


def read_hits(values: object, origin: str, now: int) -> list[Visit]:
    """All of a request's. Raises Rejected."""
    if not isinstance(values, dict):
        raise Rejected("invalid JSON: not an object")
    _check_keys(values, KEYS)
    hits, wanted = values.get("hits"), values.get("filter") or []
    if not isinstance(hits, list) or not hits:
        raise Rejected("no hits")
    if len(hits) > MOST_HITS:
        raise Rejected("maximum amount of pageviews in one batch is 500")
    for each in hits:
        if not isinstance(each, dict):
            raise Rejected("invalid JSON: a hit is an object")
        _check_keys(each, HIT_KEYS)
    unknown = [str(each) for each in wanted if each != "ip"] if isinstance(wanted, list) else ["?"]
    if unknown:
        raise Rejected(f"unknown value in Filter: [{' '.join(unknown)[:60]}]", 200)
    anonymous = values.get("no_sessions") is True
    return [_visit(each, origin, now, anonymous) for each in hits]


def _check_keys(values: dict[str, Any], known: set[str]) -> None:
    for key in values:
        if key not in known:
            raise Rejected(f'unknown parameter: "{key[:60]}"')


def _visit(sent: dict[str, Any], origin: str, now: int, anonymous: bool) -> Visit:
    visit = Visit(None, _text(sent, "ip"), _text(sent, "user_agent"), _text(sent, "session"))
    visit.language = _text(sent, "language")
    if not (anonymous or visit.session or (visit.address and visit.user_agent)):
        visit.failed = "session or (user_agent and ip) must be set"
        return visit
    try:
        visit.told = read_count(_query(sent), origin)
    except NotCounted as error:
        visit.failed = str(error)
        return visit
    if isinstance(visit.told, Told) and sent.get("created_at") is not None:
        at = read_time(sent["created_at"] if isinstance(sent["created_at"], str) else None)
        if at is None or at > now + AHEAD:
            visit.failed = "created_at: not a time, or in the future"
        visit.told.at = at
    return visit


def _query(sent: dict[str, Any]) -> dict[str, str]:
    """The same as their script would send it."""
    size = sent.get("size")
    width = size[0] if isinstance(size, list) and size else size
    return {
        "p": _text(sent, "path"),
        "t": _text(sent, "title"),
        "r": _text(sent, "ref"),
        "e": "true" if sent.get("event") is True else "",
        "s": str(width) if isinstance(width, str | int | float) else "",
        "q": _text(sent, "query"),
        "b": str(sent.get("bot") or 0),
    }


def _text(sent: dict[str, Any], name: str) -> str:
    value = sent.get(name)
    return value if isinstance(value, str) else ""
