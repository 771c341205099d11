"""What an import has brought, in figures; and what it has left out, by why."""

from __future__ import annotations

from collections import Counter

from tracker.domain.hits import PAGEVIEW
from tracker.domain.imports.counted_rows import CountedRows
from tracker.domain.imports.distinct import Several
from tracker.domain.imports.imported import NOT_DAMAGE, LeftOut

MOST_NAMED = 200  # damaged lines that are named one by one


class Figures:
    """Of rows that are in the log now; `first` and `last` in ms, UTC."""

    def __init__(self) -> None:
        self.people, self.visits = Several(), Several()
        self.pageviews = self.events = 0
        self.first: int | None = None
        self.last: int | None = None

    def add(self, rows: CountedRows) -> None:
        """Some more, of which there is one at least."""
        pages = rows.name.count(PAGEVIEW)
        self.pageviews += pages
        self.events += len(rows.name) - pages
        self.people.update(rows.who)
        self.visits.update(rows.visit)
        self.span(min(rows.at), max(rows.at))

    def span(self, first: int, last: int) -> None:
        """It reaches so far."""
        self.first = first if self.first is None else min(self.first, first)
        self.last = last if self.last is None else max(self.last, last)


class NotTaken:
    """`named`: file, line, reason and detail of the first damage."""

    def __init__(self) -> None:
        self.by_reason: Counter[str] = Counter()
        self.named: list[tuple[str, int, str, str]] = []
        self.damaged = 0

    def add(self, left: LeftOut, file: str) -> None:
        """`file`: in which it is, as it is called."""
        self.by_reason[left.reason.value] += 1
        if left.reason in NOT_DAMAGE:
            return
        self.damaged += 1
        if len(self.named) < MOST_NAMED:
            where = f"{file}: {left.file}" if left.file else file
            self.named.append((where, left.line, left.reason.value, left.detail))
