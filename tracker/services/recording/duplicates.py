"""Beacons and visitors that are on disk, so that a retry is stored once and a person new once."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.domain.events import Back, Event, Row
from tracker.domain.hits import TEST
from tracker.domain.recent import RecentInts

HOUR = 3_600_000
DAY_AND_MORE = 26 * HOUR  # the longest local day, with an hour's margin


class Seen:
    """`fresh` before a commit, `remember` after it."""

    def __init__(self, secret: bytes = b"") -> None:
        self.beacons = RecentInts(keep_ms=HOUR, secret=secret)
        self.visitors = RecentInts(keep_ms=DAY_AND_MORE, secret=secret)

    def fresh(self, batch: Iterable[Row | Back]) -> list[Row | Back]:
        """The batch without retries of what is stored or stands earlier in it; corrects
        `is_new`.

        A retry shares its batch's fate: its first copy is committed already or with it.
        """
        rows: list[Row | Back] = []
        beacons, visitors = set[int](), set[int]()  # of this batch
        for row in batch:
            if isinstance(row, Event):
                if row.beacon and self.beacons.again(row.beacon, beacons):
                    continue
                row.is_new = (
                    row.is_new
                    and row.name != TEST
                    and not self.visitors.again(row.visitor_id, visitors)
                )
            rows.append(row)
        return rows

    def remember(self, rows: Iterable[Row | Back]) -> None:
        """These are on disk."""
        for row in rows:
            if isinstance(row, Event):
                if row.beacon:
                    self.beacons.add(row.beacon, row.at)
                if row.is_new:
                    self.visitors.add(row.visitor_id, row.at)
