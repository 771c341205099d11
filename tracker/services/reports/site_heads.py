"""Where each site's newest row stands in the log: what was counted up to there still holds."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.domain.rows import Row


class SiteHeads:
    """`start`: the log's head when it began; nothing is known of the rows before."""

    def __init__(self, start: int) -> None:
        self._start = start
        self._of: dict[int, int] = {}

    def apply(self, rows: Iterable[Row]) -> None:
        """What has just been committed, in order."""
        for row in rows:
            self._of[row.site_id] = row.cursor

    def reach(self, site_id: int, cursor: int) -> None:
        """A row of the site's stands there now."""
        self._of[site_id] = cursor

    def of(self, site_id: int) -> int:
        """No row of the site stands behind this cursor."""
        return self._of.get(site_id, self._start)
