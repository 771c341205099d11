"""Tickets for test visits: each waives a site's refusals once."""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable

from tracker.domain.expiring import Expiring

LIFETIME = 600_000  # ms
UNTIL = re.compile(r"[0-9]{1,20}")
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


class SignedTokens:
    """The same where several processes are one server: whoever has the key knows them. They are
    good for ten minutes, each as often as it comes: only who edits the site is given one."""

    def __init__(self, now: Callable[[], int], key: bytes) -> None:
        self._now = now
        self._key = key

    def issue(self, site_id: int) -> str:
        """A token for test visits to this site within ten minutes."""
        until = str(self._now() + LIFETIME)
        return f"{until}-{self._proof(until, site_id)}"

    def redeem(self, token: str, site_id: int) -> bool:
        """Whether it is one for this site."""
        until, _, proof = token.partition("-")
        if not UNTIL.fullmatch(until) or int(until) < self._now():
            return False
        return hmac.compare_digest(proof.encode(), self._proof(until, site_id).encode())

    def _proof(self, until: str, site_id: int) -> str:
        return hmac.digest(self._key, f"{site_id} {until}".encode(), "sha256").hex()
