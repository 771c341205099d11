"""One question to the HTTP geolocation service, which may be slow, broken or hostile."""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp
import msgspec

from tracker.domain.places import NOWHERE, Place, place_of

TIMEOUT = aiohttp.ClientTimeout(total=2)
LARGEST = 64 * 1024
UNKNOWN_THERE = {400, 404, 422}
USUAL_PAUSE, LONGEST_PAUSE = 60.0, 24 * 3600.0


class Failed(Exception):
    """No usable answer; the message names neither address nor token."""


class TooMany(Failed):
    """The service wants to be left alone for `pause` seconds."""

    def __init__(self, pause: float) -> None:
        super().__init__("it asked for a pause")
        self.pause = pause


class Answer(msgspec.Struct, frozen=True):
    """The place, and for how many seconds the service wants no further question (mostly 0)."""

    place: Place
    pause: float


async def call(
    session: aiohttp.ClientSession, url: str, limit: aiohttp.ClientTimeout = TIMEOUT
) -> Answer:
    """The service's answer; raises Failed for everything that is none."""
    try:
        async with session.get(
            url,
            timeout=limit,
            allow_redirects=False,
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
        ) as response:
            return await _read(response)
    except Failed:
        raise
    except Exception as error:
        # Their texts may quote the URL, and with it the visitor's address and the token.
        raise Failed(type(error).__name__) from None


async def _read(response: aiohttp.ClientResponse) -> Answer:
    if response.status == 429:
        raise TooMany(_pause(response))
    if response.status in UNKNOWN_THERE:
        return Answer(NOWHERE, 0)
    if response.status != 200:
        raise Failed(f"status {response.status}")
    record = _decoded(await _body(response))
    place = place_of(record)
    if place == NOWHERE and _is_limited(record):
        raise TooMany(_pause(response))
    return Answer(place, _pause(response) if response.headers.get("X-Rl") == "0" else 0)


async def _body(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    while chunk := await response.content.read(LARGEST + 1 - len(body)):
        body += chunk
        if len(body) > LARGEST:
            raise Failed("an answer over 64 KiB")
    return bytes(body)


def _decoded(body: bytes) -> Mapping[str, object]:
    try:
        record = msgspec.json.decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise Failed("an answer that is no JSON") from None
    if not isinstance(record, dict):
        raise Failed("an answer that is no object")
    return record


def _is_limited(record: Mapping[str, object]) -> bool:
    """Some services say with status 200 that one has asked too often."""
    texts = (record.get(key) for key in ("reason", "message", "error"))
    return any("limit" in text.lower() for text in texts if isinstance(text, str))


def _pause(response: aiohttp.ClientResponse) -> float:
    """Seconds by Retry-After or ip-api.com's X-Ttl; a minute where neither is a number."""
    for name in ("Retry-After", "X-Ttl"):
        text = response.headers.get(name, "")
        if text.isascii() and text.isdigit() and len(text) < 10:
            return min(float(text), LONGEST_PAUSE)
    return USUAL_PAUSE
