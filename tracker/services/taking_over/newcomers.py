"""Who is new, also where a site's numbers begin anew: whoever came today and comes again is new
there. Where one process is the whole server, SiteResets sees to that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracker.domain.events import Event
from tracker.domain.ids import Ids
from tracker.domain.rows import Reset, Row
from tracker.services.recording.sequencer import F, Folded, Going, Sequencer

MOST = (1 << 63) - 1  # of what is remembered
SPREAD = 0x9E3779B97F4A7C15  # odd: other numbers for other cursors


class ShardedSequencer(Sequencer):
    """Visitors of a site that has begun anew are remembered under other numbers since."""

    def __init__(self, ids: Ids, secret: bytes = b"") -> None:
        super().__init__(ids, secret)
        self._anew: dict[int, int] = {}  # by site, up to which cursor its numbers hold no more

    def begin_anew(self, site_id: int, upto: int) -> None:
        """The same may be said again."""
        self._anew[site_id] = upto

    def know(self, site_id: int, visitors: Iterable[int], at: int) -> None:
        """They have been counted as new since; `at`: ms, UTC."""
        if site_id in self._anew:
            visitors = [self._number(site_id, each) for each in visitors]
        self.visitors.add_all(visitors, at)

    def fold(self, batch: Sequence[F], head: int) -> Folded[F]:
        """As Sequencer.fold. What comes beside a reset, comes behind what it takes away."""
        for entry in batch:
            if isinstance(entry.row, Reset):
                self.begin_anew(entry.row.site_id, entry.row.upto)
        return super().fold(batch, head)

    def remember(self, rows: Iterable[Row]) -> None:
        """These are on disk."""
        rows = list(rows)
        super().remember(rows)
        for row in rows:
            if isinstance(row, Reset):
                self.begin_anew(row.site_id, row.upto)
            elif isinstance(row, Event) and row.is_new and row.site_id in self._anew:
                self.visitors.add(self._number(row.site_id, row.visitor_id), row.at)

    def _event(self, row: Event, visitor: Going | None, visitors: set[int]) -> None:
        if row.site_id not in self._anew:
            super()._event(row, visitor, visitors)
            return
        was, row.visitor_id = row.visitor_id, self._number(row.site_id, row.visitor_id)
        super()._event(row, visitor, visitors)
        row.visitor_id = was

    def _number(self, site_id: int, visitor: int) -> int:
        return visitor ^ (self._anew[site_id] * SPREAD & MOST)
