"""The clock that the tests' server reads."""

import time


class Clock:
    """Milliseconds since 1970, UTC. It runs like the real one until a test moves or stops it."""

    def __init__(self) -> None:
        self._ahead = 0
        self._passed = 0  # of it, what was no leap
        self._stopped: int | None = None

    def __call__(self) -> int:
        return self.now

    @property
    def now(self) -> int:
        """What it shows; to set it is to move it: `clock.now += 1000`."""
        real = time.time_ns() // 1_000_000 if self._stopped is None else self._stopped
        return real + self._ahead

    @now.setter
    def now(self, wanted: int) -> None:
        more = wanted - self.now
        self._ahead += more
        self._passed += max(more, 0)

    def steady(self) -> float:
        """The clock that nobody sets, in seconds: it runs like this one, but does not leap."""
        real = time.monotonic() if self._stopped is None else self._stopped / 1000
        return real + self._passed / 1000

    def leap(self, *, days: float) -> None:
        """Somebody sets it, and no time has passed."""
        self._ahead += round(days * 86_400_000)

    def stop(self) -> None:
        """From here on it moves only when it is moved."""
        steady = self.steady()
        self._stopped, self._ahead, self._passed = self.now, 0, 0
        self._passed = round(steady * 1000) - self._stopped

    def forward(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> None:
        """So much time has passed; with negative figures, it is earlier again."""
        self.now += round(1000 * (seconds + 60 * (minutes + 60 * (hours + 24 * days))))
