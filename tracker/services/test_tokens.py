"""Tickets for test visits: each waives a site's refusals once."""

from __future__ import annotations

import secrets
from collections.abc import Callable

LIFETIME = 600_000  # ms
MOST = 1_000  # waiting at once; beyond that the oldest lapse


class TestTokens:
    """Tokens that were given out and not used yet; a restart forgets them."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._waiting: dict[str, tuple[int, int]] = {}

    def issue(self, site_id: int) -> str:
        """A token for one test visit to this site within ten minutes."""
        if len(self._waiting) >= MOST:
            del self._waiting[next(iter(self._waiting))]
        token = secrets.token_urlsafe(24)
        self._waiting[token] = (site_id, self._now() + LIFETIME)
        return token

    def redeem(self, token: str, site_id: int) -> bool:
        """Use the token up; whoever offers it for another site spoils it."""
        issued_for, until = self._waiting.pop(token, (0, 0))
        return issued_for == site_id and self._now() < until
