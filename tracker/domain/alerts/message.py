"""A message to a target, in the shape that it wants."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import msgspec

from tracker.domain.alerts.target import Target
from tracker.domain.text import cut

PREFIX = "whsec_"
LONGEST_DISCORD = 2_000  # characters that it takes, fewer than the others


class Facts(msgspec.Struct, omit_defaults=True):
    """What has happened, as it is kept until everybody is told. `count`: pageviews, hits, or how
    often; `usual`, `least`: what it is compared with; `minutes`: within or for which; `example`:
    the source, the page, the reason; `resolved`: it was told, and is over. `at`: ms, UTC."""

    kind: str
    at: int
    alert_id: int = 0
    alert: str = ""
    of: str = ""
    count: int = 0
    usual: int | None = None
    least: int | None = None
    minutes: int = 0
    example: str = ""
    goal: str = ""
    resolved: bool = False


class Told(NamedTuple):
    """The same in words; `url`: where to look, "" where this server does not know its own."""

    title: str
    text: str
    url: str


class Request(NamedTuple):
    """What is posted where."""

    address: str
    body: bytes
    headers: dict[str, str]


def request_to(target: Target, delivery: str, site: str, facts: Facts, told: Told) -> Request:
    """Not signed yet: that is said with the time of the try."""
    address, body = _shaped(target, told)
    if body is None:
        about = {"id": target.site_id, "name": site}
        said = {"title": told.title, "text": told.text, "url": told.url}
        body = {"id": delivery, "type": "alert", "site": about, **said}
        body["facts"] = msgspec.to_builtins(facts)
    headers = {"Content-Type": "application/json", "User-Agent": "Tracker"}
    return Request(address, json.dumps(body).encode(), headers)


def signed(request: Request, target: Target, delivery: str, seconds: int) -> Request:
    """As Standard Webhooks has it; `seconds`: of the try, since 1970."""
    content = f"{delivery}.{seconds}.".encode() + request.body
    digest = hmac.new(key_of(target.secret), content, hashlib.sha256).digest()
    said = {
        "webhook-id": delivery,
        "webhook-timestamp": str(seconds),
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }
    return request._replace(headers=request.headers | said)


def secret_of(random: bytes) -> str:
    """A secret as its owner copies it."""
    return PREFIX + base64.b64encode(random).decode()


def key_of(secret: str) -> bytes:
    """The bytes that sign."""
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return secret.encode("utf-8", "replace")


def _shaped(target: Target, told: Told) -> tuple[str, dict[str, object] | None]:
    """The address and the body; None for ours."""
    line = "\n".join(filter(None, (told.title, told.text, told.url)))
    match target.shape:
        case "slack":
            return target.address, {"text": _for_slack(line)}
        case "discord":
            quiet: dict[str, object] = {"parse": []}
            text = line[:LONGEST_DISCORD]
            return target.address, {"content": text, "allowed_mentions": quiet}
        case "telegram":
            address, chat = without_chat(target.address)
            return address, {"chat_id": chat, "text": line}
        case "ntfy":
            address, topic = _topic(target.address)
            body: dict[str, object] = {"topic": topic, "title": told.title, "message": told.text}
            return address, body | ({"click": told.url} if told.url else {})
    return target.address, None


def without_chat(address: str) -> tuple[str, str]:
    """Telegram's address, and the chat that is named behind its `?`; "" where none is."""
    parts = urlsplit(address)
    asked = parse_qsl(parts.query)
    rest = urlencode([pair for pair in asked if pair[0] != "chat_id"])
    chat = next((value for name, value in asked if name == "chat_id"), "")
    return urlunsplit(parts._replace(query=rest)), chat


def _topic(address: str) -> tuple[str, str]:
    """An ntfy server takes JSON at its root, where the topic is named."""
    parts = urlsplit(address)
    before, _, topic = parts.path.rstrip("/").rpartition("/")
    return urlunsplit(parts._replace(path=f"{before}/")), topic


def _for_slack(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return cut(escaped, 12_000)
