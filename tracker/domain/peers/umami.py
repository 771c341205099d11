"""Umami's events, and what its script tells besides."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import unquote

import msgspec

from tracker.domain.hits import Hit
from tracker.domain.peers.told import Told, event_name, number_of, with_revenue

Kind = Literal["event", "identify", "performance"]
KINDS: tuple[Kind, ...] = ("event", "identify", "performance")
LONGEST = {
    "hostname": 100,
    "language": 35,
    "screen": 11,
    "name": 50,
    "tag": 50,
}


MOST_DECODED = 8_192  # characters: what is kept is shorter


class Sent(msgspec.Struct):
    """`told`: None for what is answered and not counted. `at`: seconds, where one was named."""

    website: str
    kind: Kind
    told: Told | None
    at: float | None = None
    address: str = ""
    user_agent: str = ""


class Invalid(ValueError):
    """What was sent has not their form; str() names the field."""


class NoAddress(ValueError):
    """An event without `url`, of which their server makes a fault of its own."""


def read_send(values: object) -> Sent:
    """What was sent; who names no host means the site's own. Raises Invalid and NoAddress."""
    if not isinstance(values, dict) or values.get("type") not in KINDS:
        raise Invalid("type")
    payload = values.get("payload")
    if not isinstance(payload, dict):
        raise Invalid("payload")
    website = _website(payload)
    for name, most in LONGEST.items():
        if not isinstance(payload.get(name) or "", str) or len(payload.get(name) or "") > most:
            raise Invalid(name)
    told = _event(payload) if values["type"] == "event" else None
    sent = Sent(website, values["type"], told, number_of(payload.get("timestamp")))
    sent.address, sent.user_agent = _text(payload, "ip"), _text(payload, "userAgent")
    return sent


def _website(payload: dict[str, Any]) -> str:
    """Links and pixels are theirs to serve."""
    named = [payload[name] for name in ("website", "link", "pixel") if payload.get(name)]
    if len(named) != 1 or not isinstance(named[0], str):
        raise Invalid("website")
    return named[0]


def _event(payload: dict[str, Any]) -> Told:
    url = _text(payload, "url")
    if not url:
        raise NoAddress
    hostname = _text(payload, "hostname")
    hit = Hit(
        url=_address(url, hostname),
        referrer=_referrer(_text(payload, "referrer"), hostname),
        title=decoded(_text(payload, "title")),
        language=_text(payload, "language"),
        width=number_of(_text(payload, "screen").partition("x")[0]) or 0,
    )
    properties = payload.get("data")
    if isinstance(properties, dict):
        hit.properties = _properties(properties)
    if tag := _text(payload, "tag"):
        hit.properties = (hit.properties or {}) | {"tag": tag}
    if name := _text(payload, "name"):
        hit.name = event_name(name)
    return Told(hit)


def _properties(data: dict[str, Any]) -> dict[str, Any] | None:
    """Theirs, lists and objects too, as ours say them; what was earned as goals sum it up."""
    earned = data.get("revenue")
    if (number_of(earned) or 0) <= 0:
        return data or None
    return with_revenue(data, earned, data.get("currency"))


def decoded(text: str) -> str:
    """Their script of release 2 escapes texts; what cannot be taken back stays."""
    if "%" not in text:
        return text
    try:
        return unquote(text[:MOST_DECODED], errors="strict")
    except UnicodeDecodeError:
        return text


def _address(url: str, hostname: str) -> str:
    """Paths are of the host; a fragment that is no route is left out by whoever reads it."""
    if url.startswith("/") and not url.startswith("//"):
        return f"https://{hostname}{url}"
    found = url if "://" in url else decoded(url)
    return found if "://" in found else f"https://{hostname}/{found.removeprefix('/')}"


def _referrer(referrer: str, hostname: str) -> str:
    """A path is a page of the same site."""
    found = decoded(referrer) if referrer[:7].lower() in {"https%3", "http%3a"} else referrer
    if not found.startswith("/"):
        return found
    return f"https://{hostname}{found}" if hostname else ""


def _text(payload: dict[str, Any], name: str) -> str:
    value = payload.get(name)
    return value if isinstance(value, str) else ""
