"""The time for whatever is forgotten or erased by its age: a clock that is wrong for a minute must
not end what took years to gather."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from tracker.services.background import beside
from tracker.storage.file.errors import StorageError

log = logging.getLogger(__name__)

LEAP = 3_600_000  # ms between two looks that a clock gains or loses only by being set
LONG_OFF = 3 * 86_400_000  # ms since the last sign of life, at a start
SURE_AFTER = 3600.0  # seconds in which the clock has to say the same
LOOK_EVERY = 20.0  # seconds


class SettledClock:
    """As the clock, but a leap ahead is believed after an hour, counted by a clock that nobody
    sets; until then the time goes on from before the leap. A step back is believed at once: less
    is old then. Never ahead of the clock."""

    def __init__(self, now: Callable[[], int], steady: Callable[[], float]) -> None:
        self._now = now  # ms, UTC
        self.steady = steady  # seconds, monotonic
        self._shown = self._believed = self._offset()  # ms between the two clocks
        self._since = steady()

    def begin(self, last_sign: int) -> None:
        """`last_sign`: of life before this start, in ms; 0 = none. A clock far beyond it has
        leapt, or the server was off for long: an hour tells, and costs nothing."""
        if last_sign and self._now() - last_sign > LONG_OFF:
            self._believed = last_sign - self._steadily()
            self._warn()

    def __call__(self) -> int:
        """In ms, UTC."""
        offset = self._offset()
        if abs(offset - self._shown) > LEAP:
            self._since, self._shown = self.steady(), offset
            self._warn()
        self._shown = offset
        if self._sure or offset <= self._believed + LEAP:
            self._believed = offset
        return self._believed + self._steadily()

    @property
    def ahead(self) -> int:
        """How far the clock is ahead of what is believed, in ms; 0 where it is believed."""
        return max(0, self._now() - self())

    @property
    def _sure(self) -> bool:
        return self.steady() - self._since >= SURE_AFTER

    @asynccontextmanager
    async def looking(self, when_sure: Callable[[int], Awaitable[None]]) -> AsyncIterator[None]:
        """Notice leaps while the context is open, whoever asks for the time. `when_sure` is
        awaited with the time once the clock has said the same for an hour: after a start, and
        after each leap."""

        async def look() -> None:
            put_right = -1.0
            while True:
                now = self()
                if self._sure and put_right != self._since:
                    try:
                        await when_sure(now)
                        put_right = self._since
                    except StorageError as error:
                        log.warning("Not put right yet, after the clock was: %r", error)
                await asyncio.sleep(LOOK_EVERY)

        async with beside(look):
            yield

    def _warn(self) -> None:
        hours = (self._shown - self._believed) / 3_600_000
        if hours > 0:
            log.warning(
                "The clock is %.0f hours ahead of what was expected: for an hour nothing is "
                "forgotten or erased by its age",
                hours,
            )
        else:
            log.warning("The clock was put back")

    def _offset(self) -> int:
        return self._now() - self._steadily()

    def _steadily(self) -> int:
        return round(self.steady() * 1000)
