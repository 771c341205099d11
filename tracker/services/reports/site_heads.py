"""Where each site's newest row stands in the log: what was counted up to there still holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tracker.domain.rows import Row


class SiteHeads:
    """`start`: by a site's number the newest cursor when this began, where the site's rows are;
    nothing is known of those before."""

    def __init__(self, start: Callable[[int], int]) -> None:
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
        known = self._of.get(site_id)
        return self._start(site_id) if known is None else known
