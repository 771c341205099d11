"""The salts of visitor hashes: one a date, in a small file of their own, never in the database.

A backup therefore cannot undo a hash, and a deleted salt takes all hashes of its day with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tracker.storage.disk.whole_files import write_whole

KEEP_DAYS = 2  # today's, and the day before so that a visit over midnight stays one visit
SALT_BYTES = 32


class Salts:
    """Salts by local date. Dates differ by up to a day around the world: hence tomorrow's too."""

    def __init__(
        self,
        path: Path,
        token_bytes: Callable[[int], bytes],
        settled: Callable[[], int] | None = None,
    ) -> None:
        self._path = path
        self._settled = settled  # ms, UTC: what is still kept where the clock has leapt
        self._token_bytes = token_bytes
        self._salts: dict[date, bytes] = {}

    def load(self, now: int) -> None:
        """Read the file and bring it up to date; an unreadable file means new salts."""
        try:
            stored = json.loads(self._path.read_text())
            self._salts = {date.fromisoformat(day): bytes.fromhex(stored[day]) for day in stored}
        except (OSError, ValueError, TypeError, AttributeError):
            self._salts = {}
        self.turn(now)

    def turn(self, now: int) -> None:
        """Make the salts up to the day after tomorrow, delete old ones. Blocks on the disk.

        Raises OSError, and has changed nothing then: the next turn tries again.
        """
        wanted = days_around(now)
        if self._settled:
            wanted |= {day for day in days_around(self._settled()) if day in self._salts}
        kept = {
            day: self._salts.get(day) or self._token_bytes(SALT_BYTES) for day in sorted(wanted)
        }
        if kept != self._salts:
            self._write(kept)
            self._salts = kept

    def of(self, day: date) -> bytes:
        """The day's salt; a date that nobody foresaw (the clock jumped) gets one on the spot."""
        if day not in self._salts:
            self._salts[day] = self._token_bytes(SALT_BYTES)
            with suppress(OSError):  # no reason to refuse a hit; only a restart would miss it
                self._write(self._salts)
        return self._salts[day]

    def _write(self, salts: dict[date, bytes]) -> None:
        text = json.dumps({day.isoformat(): salt.hex() for day, salt in salts.items()})
        write_whole(self._path, text)


def days_around(now: int) -> set[date]:
    """Of which there are salts at that time, in ms."""
    today = datetime.fromtimestamp(now / 1000, UTC).date()
    return {today + timedelta(days=offset) for offset in range(-KEEP_DAYS, 3)}
