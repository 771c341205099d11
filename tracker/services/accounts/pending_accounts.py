"""Accounts that wait until somebody has opened the link in the mail to their address."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from tracker.domain.mailed_links import LIFE, Worth

MOST = 10_000  # a kilobyte each; the oldest goes first


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
        self._kept: OrderedDict[str, tuple[Pending, float]] = OrderedDict()

    def keep(self, pending: Pending) -> str:
        """The token of the link that makes the account."""
        now = self._clock()
        while self._kept:  # in the order of their ends
            _, until = next(iter(self._kept.values()))
            if len(self._kept) < MOST and now < until:
                break
            self._kept.popitem(last=False)
        token = secrets.token_urlsafe(32)
        self._kept[token] = (pending, now + LIFE / 1000)
        return token

    def find(self, token: str, browser: str) -> Pending | Worth:
        """What the link stands for in that browser, or why it is not good."""
        pending, until = self._kept.get(token, (None, 0.0))
        if pending is None:
            return Worth.UNKNOWN
        if self._clock() >= until:
            return Worth.EXPIRED
        return pending if secrets.compare_digest(pending.browser, browser) else Worth.FOREIGN

    def forget(self, token: str) -> None:
        """The account is made."""
        self._kept.pop(token, None)
