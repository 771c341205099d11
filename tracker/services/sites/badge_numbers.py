"""The numbers that badges show: each counted once for all who look, and no more often than it is
good for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from tracker.domain.badges.badge import Badge
from tracker.domain.expiring import Expiring
from tracker.services.limits.rate_gate import RateGate

A_SECOND, AT_ONCE = 2, 10  # counts of a site's badges
MOST = 1_000  # badges that are remembered
HOUR = 3_600.0  # seconds: an older number is none
PATIENCE = 3.0  # seconds; what takes longer is there for the next one who asks
AGAIN = 1.0  # seconds for which there is no number where there was none


class Told(NamedTuple):
    """`number`: None while nobody knows it."""

    badge: Badge
    number: int | None


class BadgeNumbers:
    """`find`: the badge of a token. `count`: its number now; None for none. `steady`: a clock in
    seconds that nobody sets."""

    def __init__(
        self,
        find: Callable[[str], Awaitable[Badge | None]],
        count: Callable[[Badge], Awaitable[int | None]],
        steady: Callable[[], float],
    ) -> None:
        self._find = find
        self._count = count
        self._steady = steady
        self._gate = RateGate(A_SECOND, AT_ONCE, MOST)
        self._told: Expiring[str, Told] = Expiring(steady, MOST)
        self._last: Expiring[str, int] = Expiring(steady, MOST)
        self._counting: dict[str, asyncio.Task[int | None]] = {}
        self._changes = 0

    async def told(self, token: str) -> Told | None:
        """What the badge of that token shows; None where there is no such badge."""
        if told := self._told.get(token):
            return told
        changes = self._changes
        badge = await self._find(token)
        if badge is None:
            return None
        told = Told(badge, await self._number(token, badge))
        if changes == self._changes:
            self._told.put(token, told, AGAIN if told.number is None else badge.life)
        return told

    def forget(self, token: str) -> None:
        """It is a badge no longer, from now on."""
        self._changes += 1
        self._told.pop(token)
        self._last.pop(token)

    def forget_all(self) -> None:
        """Another process may have taken any away: whether they are badges is asked anew."""
        self._changes += 1
        self._told = Expiring(self._steady, MOST)

    async def _number(self, token: str, badge: Badge) -> int | None:
        """Where too many are being counted, or it takes too long, the last one there was."""
        task = self._counting.get(token)
        if task is None:
            if not self._gate.allows(badge.site_id, self._steady()):
                return self._last.get(token)
            task = self._counting[token] = asyncio.create_task(self._counted(token, badge))
            task.add_done_callback(lambda _: self._counting.pop(token, None))
        done, _ = await asyncio.wait({task}, timeout=PATIENCE)
        return task.result() if done else self._last.get(token)

    async def _counted(self, token: str, badge: Badge) -> int | None:
        number = await self._count(badge)
        if number is None:
            return self._last.get(token)
        self._last.put(token, number, HOUR)
        return number
