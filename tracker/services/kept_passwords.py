"""Passwords of people whose name was taken when they registered, so that nobody types one twice."""

from __future__ import annotations

import secrets
from collections.abc import Callable

MOST = 1_000  # the oldest goes first
LIFETIME = 900.0  # seconds


class KeptPasswords:
    """Encoded ones, in memory only, each under a token that nobody but its sender was told."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[str, float]] = {}

    def keep(self, encoded: str) -> str:
        """The token to find it by."""
        for token in [token for token in self._kept if not self.find(token)]:
            del self._kept[token]
        if len(self._kept) >= MOST:
            del self._kept[next(iter(self._kept))]
        token = secrets.token_urlsafe(24)
        self._kept[token] = (encoded, self._clock() + LIFETIME)
        return token

    def find(self, token: str) -> str | None:
        """The encoded password, while it is kept."""
        encoded, until = self._kept.get(token, ("", 0.0))
        return encoded if encoded and self._clock() < until else None

    def forget(self, token: str) -> None:
        """It has served."""
        self._kept.pop(token, None)
