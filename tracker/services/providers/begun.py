"""Sign-ins that were begun here and are at the provider now."""

from __future__ import annotations

import hmac
import secrets
from typing import NamedTuple

import msgspec

from tracker.services.short_memory import find, keep, take
from tracker.storage.processes.short_memory import Memory

LIFE = 900.0  # seconds: a password forgotten there takes a while
MOST = 10_000  # half a kilobyte each; the longest unused goes first


class Begun(NamedTuple):
    """One of them."""

    browser: str  # the token in its cookie
    nonce: str  # has to stand in the ID token
    verifier: str  # of PKCE: who has the code alone has nothing
    target: str  # where to go on to here
    linked_to: int = 0  # whose account it is to be a way into; 0 for logging in
    once_more: bool = False  # also by whoever is signed in there


class BegunSignIns:
    """By their state, for a while: whoever comes back after a restart that has forgotten them
    begins once more."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def keep(self, begun: Begun) -> str:
        """The state that the provider is to send back."""
        state = secrets.token_urlsafe(32)
        await keep(self._memory, state, msgspec.json.encode(begun), LIFE)
        return state

    async def take(self, state: str, browser: str) -> Begun | None:
        """What was begun in that browser under that state; good once. Another browser that brings
        it does not use it up."""
        begun = _begun(await find(self._memory, state))
        if begun is None or not hmac.compare_digest(begun.browser, browser):
            return None
        return _begun(await take(self._memory, state))


def _begun(kept: bytes | None) -> Begun | None:
    return None if kept is None else msgspec.json.decode(kept, type=Begun)


def begin(browser: str, target: str, *, linked_to: int = 0, once_more: bool = False) -> Begun:
    """With secrets of its own."""
    nonce, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    return Begun(browser, nonce, verifier, target, linked_to, once_more)
