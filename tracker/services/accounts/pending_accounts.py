"""Accounts that wait until somebody has opened the link in the mail to their address."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from tracker.domain.mailed_links import LIFE, Worth
from tracker.services.short_memory import find, forget, keep
from tracker.storage.processes.short_memory import Memory

MOST = 10_000  # a kilobyte each; the longest unused goes first
TOLD_FOR = 24 * LIFE / 1000  # seconds in which a late one hears that its link has lapsed


class Pending(NamedTuple):
    """What was typed, the password encoded; and the token in the cookie of that browser."""

    name: str
    email: str
    encoded: str
    browser: str


class PendingAccounts:
    """For a while: whoever comes after a restart that has forgotten them registers once more."""

    def __init__(self, memory: Memory, clock: Callable[[], float]) -> None:
        self._memory = memory
        self._clock = clock  # seconds, of whatever beginning is the memory's

    async def keep(self, pending: Pending) -> str:
        """The token of the link that makes the account."""
        token = secrets.token_urlsafe(32)
        kept = msgspec.json.encode((pending, self._clock() + LIFE / 1000))
        await keep(self._memory, token, kept, TOLD_FOR)
        return token

    async def find(self, token: str, browser: str) -> Pending | Worth:
        """What the link stands for in that browser, or why it is not good."""
        kept = await find(self._memory, token)
        if kept is None:
            return Worth.UNKNOWN
        pending, until = msgspec.json.decode(kept, type=tuple[Pending, float])
        if self._clock() >= until:
            return Worth.EXPIRED
        return pending if secrets.compare_digest(pending.browser, browser) else Worth.FOREIGN

    async def forget(self, token: str) -> None:
        """The account is made."""
        await forget(self._memory, token)
