"""A hit on its way from the process that took it to the one that gives it its place in the log."""

from __future__ import annotations

import msgspec

from tracker.domain.rows import Row


class Arrival(msgspec.Struct, gc=False):
    """A row as far as one process can know it: without cursor, ids and visit, a late one without
    its pageview.

    `visitor`: by hash, whose place a correction is; an event says that itself. `before`: the hash
    of the day before, while a visit may go on over midnight; 0 at other times."""

    row: Row
    visitor: int = 0
    before: int = 0
