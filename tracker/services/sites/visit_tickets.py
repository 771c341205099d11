"""Tickets for test visits: each waives a site's refusals once."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from tracker.domain.expiring import Expiring

LIFETIME = 600_000  # ms
MOST = 1_000  # waiting at once; beyond that the oldest lapse


class TestTokens:
    """Tokens that were given out and not used yet; a restart forgets them."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._waiting: Expiring[str, int] = Expiring(now, MOST)

    def issue(self, site_id: int) -> str:
        """A token for one test visit to this site within ten minutes."""
        token = secrets.token_urlsafe(24)
        self._waiting.put(token, site_id, LIFETIME)
        return token

    def redeem(self, token: str, site_id: int) -> bool:
        """Use the token up; whoever offers it for another site spoils it."""
        return self._waiting.pop(token) == site_id
