"""Passwords of people whose name was taken when they registered, so that nobody types one twice."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from tracker.domain.expiring import Expiring

MOST = 1_000  # the longest unused goes first
LIFETIME = 900.0  # seconds


class KeptPasswords:
    """Encoded ones, in memory only, each under a token that nobody but its sender was told."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._kept: Expiring[str, str] = Expiring(clock, MOST)

    def keep(self, encoded: str) -> str:
        """The token to find it by."""
        token = secrets.token_urlsafe(24)
        self._kept.put(token, encoded, LIFETIME)
        return token

    def find(self, token: str) -> str | None:
        """The encoded password, while it is kept."""
        return self._kept.get(token)

    def forget(self, token: str) -> None:
        """It has served."""
        self._kept.pop(token)
