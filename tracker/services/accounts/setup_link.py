"""Links that an operator gets printed: the one that makes the first user, who is the admin, good
for an hour, until another one; and those that let somebody in, good once, for a quarter hour."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable

from tracker.domain.expiring import Expiring
from tracker.domain.mailed_links import Worth

LIFE = 3600.0  # seconds
LOG_IN_LIFE = 900.0
MOST = 100  # to log in with


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


class PrintedLinks:
    """To log in with. In memory only: a restart ends them."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._kept: Expiring[str, int] = Expiring(clock, MOST)  # seconds, monotonic

    def issue(self, user_id: int) -> str:
        """The token of a new one."""
        token = secrets.token_urlsafe(32)
        self._kept.put(token, user_id, LOG_IN_LIFE)
        return token

    def find(self, token: str) -> int | None:
        """Whom it lets in."""
        return self._kept.get(token)

    def take(self, token: str) -> int | None:
        """The same, and it is used up."""
        return self._kept.pop(token)
