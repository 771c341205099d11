"""Links that an operator gets printed: the one that makes the first user, who is the admin, good
for an hour, until another one; and those that let somebody in, good once, for a quarter hour."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from tracker.domain.mailed_links import Worth
from tracker.services.short_memory import find, keep, take
from tracker.storage.processes.short_memory import Memory

LIFE = 3600.0  # seconds
TOLD_FOR = 24 * LIFE  # seconds in which a late one hears that it has run out
LOG_IN_LIFE = 900.0
MOST = 100  # to log in with


SETUP = "setup"


class Printed(NamedTuple):
    """The part of the link that nobody guesses; good until then, in seconds."""

    token: str
    until: float


class SetupLink:
    """One for all processes that share the memory."""

    def __init__(self, memory: Memory, clock: Callable[[], float]) -> None:
        self._memory = memory
        self._clock = clock  # seconds, of whatever beginning is the memory's

    async def token(self) -> str:
        """The token that is good now; a new one where the last has run out."""
        printed = await self._printed()
        return printed.token if printed and self._clock() < printed.until else await self.renew()

    async def renew(self) -> str:
        """Another token for an hour; the one before is worth nothing."""
        printed = Printed(secrets.token_urlsafe(24), self._clock() + LIFE)
        await keep(self._memory, SETUP, msgspec.json.encode(printed), TOLD_FOR)
        return printed.token

    async def worth_of(self, token: str) -> Worth:
        """Whether that token may make the first user."""
        printed = await self._printed()
        if not printed or not hmac.compare_digest(token.encode(), printed.token.encode()):
            return Worth.UNKNOWN
        return Worth.GOOD if self._clock() < printed.until else Worth.EXPIRED

    async def _printed(self) -> Printed | None:
        kept = await find(self._memory, SETUP)
        return None if kept is None else msgspec.json.decode(kept, type=Printed)


class PrintedLinks:
    """To log in with, for a while: a restart may end them."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def issue(self, user_id: int) -> str:
        """The token of a new one."""
        token = secrets.token_urlsafe(32)
        await keep(self._memory, token, str(user_id).encode(), LOG_IN_LIFE)
        return token

    async def find(self, token: str) -> int | None:
        """Whom it lets in."""
        return _whom(await find(self._memory, token))

    async def take(self, token: str) -> int | None:
        """The same, and it is used up."""
        return _whom(await take(self._memory, token))


def _whom(kept: bytes | None) -> int | None:
    return None if kept is None else int(kept)
