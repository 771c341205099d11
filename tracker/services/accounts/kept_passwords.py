"""Passwords of people whose name was taken when they registered, so that nobody types one twice."""

from __future__ import annotations

import secrets

from tracker.services.short_memory import find, forget, keep
from tracker.storage.processes.short_memory import Memory

MOST = 1_000  # the longest unused goes first
LIFETIME = 900.0  # seconds


class KeptPasswords:
    """Encoded ones, for a while, each under a token that nobody but its sender was told."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def keep(self, encoded: str) -> str:
        """The token to find it by."""
        token = secrets.token_urlsafe(24)
        await keep(self._memory, token, encoded.encode(), LIFETIME)
        return token

    async def find(self, token: str) -> str | None:
        """The encoded password, while it is kept."""
        kept = await find(self._memory, token)
        return None if kept is None else kept.decode()

    async def forget(self, token: str) -> None:
        """It has served."""
        await forget(self._memory, token)
