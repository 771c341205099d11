"""The link that makes the first user, who is the admin: good for an hour, until another one."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable

from tracker.domain.mailed_links import Worth

LIFE = 3600.0  # seconds


class SetupLink:
    """`token` is the part of the link that nobody guesses."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock  # seconds, monotonic
        self.token = ""
        self.renew()

    def renew(self) -> str:
        """Another token for an hour; the one before is worth nothing."""
        self.token = secrets.token_urlsafe(24)
        self._until = self._clock() + LIFE
        return self.token

    def worth_of(self, token: str) -> Worth:
        """Whether that token may make the first user."""
        if not hmac.compare_digest(token.encode(), self.token.encode()):
            return Worth.UNKNOWN
        return Worth.GOOD if self._clock() < self._until else Worth.EXPIRED
