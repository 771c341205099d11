"""Accounts that wait until somebody has opened the link in the mail to their address."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import NamedTuple

from tracker.domain.expiring import Expiring
from tracker.domain.mailed_links import LIFE, Worth

MOST = 10_000  # a kilobyte each; the longest unused goes first
TOLD_FOR = 24 * LIFE / 1000  # seconds in which a late one hears that its link has lapsed


class Pending(NamedTuple):
    """What was typed, the password encoded; and the token in the cookie of that browser."""

    name: str
    email: str
    encoded: str
    browser: str


class PendingAccounts:
    """In memory only: whoever comes after a restart registers once more."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock  # seconds, monotonic
        self._kept: Expiring[str, tuple[Pending, float]] = Expiring(clock, MOST)

    def keep(self, pending: Pending) -> str:
        """The token of the link that makes the account."""
        token = secrets.token_urlsafe(32)
        self._kept.put(token, (pending, self._clock() + LIFE / 1000), TOLD_FOR)
        return token

    def find(self, token: str, browser: str) -> Pending | Worth:
        """What the link stands for in that browser, or why it is not good."""
        kept = self._kept.get(token)
        if kept is None:
            return Worth.UNKNOWN
        pending, until = kept
        if self._clock() >= until:
            return Worth.EXPIRED
        return pending if secrets.compare_digest(pending.browser, browser) else Worth.FOREIGN

    def forget(self, token: str) -> None:
        """The account is made."""
        self._kept.pop(token)
