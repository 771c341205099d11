"""A circuit breaker: stop asking a service that fails, then try whether it is back."""

from __future__ import annotations

from collections.abc import Callable

FAILURES = 5
PAUSE = 60.0
LOOK_AGAIN = 0.1


class Breaker:
    """Closed: calls may go. Open: none for a while. Half open: one call decides."""

    def __init__(self, clock: Callable[[], float], pause: float = PAUSE) -> None:
        self._clock = clock
        self._pause = pause
        self._failures = 0
        self._closed = True
        self._until = 0.0
        self._trying = False

    @property
    def is_closed(self) -> bool:
        """Whether the service is thought to be well."""
        return self._closed

    def wait(self) -> float:
        """Seconds to wait before asking again; 0 = call now, and then tell how it went."""
        if self._closed:
            return 0.0
        if (left := self._until - self._clock()) > 0:
            return left
        if self._trying:
            return LOOK_AGAIN
        self._trying = True
        return 0.0

    def succeeded(self) -> None:
        """A call was answered."""
        # A slow answer from before the breaker opened says nothing about now.
        if self._closed or self._trying:
            self._closed, self._trying, self._failures = True, False, 0

    def failed(self) -> None:
        """A call was not answered, or wrongly."""
        self._failures += 1
        if self._trying or (self._closed and self._failures >= FAILURES):
            self.open(self._pause)

    def open(self, seconds: float) -> None:
        """Let no call go for so long, whatever happened before."""
        self._closed = self._trying = False
        self._failures = 0
        self._until = max(self._until, self._clock() + seconds)
