"""What comes of an import: what the log has of it, and why it has not the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tracker.domain.hits import PAGEVIEW
from tracker.domain.imports.counted_rows import CountedRows
from tracker.domain.imports.imported import LeftOut, Reason
from tracker.domain.imports.reconciled import EVENTS, PAGEVIEWS, VISITORS, VISITS, Reconciled
from tracker.services.import_files.figures import Figures, NotTaken
from tracker.services.import_files.read_days import ReadDays
from tracker.services.imports.sent_rows import SentDay

Counted = CountedRows | Sequence[SentDay]  # of one batch


class Outcome:
    """Row by row as it is told; `days` has the sums of days."""

    def __init__(self) -> None:
        self.days = ReadDays()
        self._not_taken = NotTaken()
        self._reconciled = Reconciled()
        self._ours = Figures()

    def leave_out(self, left: LeftOut, file: str = "") -> None:
        """Something of that file is not taken."""
        self._not_taken.add(left, file)

    def refuse(self, rows: CountedRows, reason: Reason) -> None:
        """Rows are not taken that are theirs all the same."""
        self._reconciled.theirs(rows)
        self._leave_out_all(rows, reason)

    def store(self, made: Counted, known: set[int]) -> None:
        """What became of a batch: `known` are the numbers of those that were there already."""
        if not isinstance(made, CountedRows):
            self.days.stored(made, known)
            return
        if not known:
            self._reconciled.both(made)
        else:
            self._reconciled.theirs(made)
            places = range(len(made.at))
            self._leave_out_all(made.only(map(known.__contains__, places)), Reason.KNOWN)
            made = made.only([place not in known for place in places])
            self._reconciled.ours(made)
        if made.at:
            self._ours.add(made)

    def _leave_out_all(self, rows: CountedRows, reason: Reason) -> None:
        for name, day in zip(rows.name, rows.day, strict=True):
            kind = PAGEVIEWS if name == PAGEVIEW else EVENTS
            self._reconciled.why(day, kind, reason.value)
            self.leave_out(LeftOut(reason))

    def told(self, begins: Callable[[int], int]) -> dict[str, Any]:
        """In figures, as they are kept and printed; `begins`: when a day of the site does."""
        ours, days, left = self._ours, self.days, self._not_taken
        if spans := days.spans:
            ours.span(begins(spans[0][0]), begins(spans[-1][1] + 1) - 1)
        return {
            "pageviews": ours.pageviews + days.total(PAGEVIEWS),
            "events": ours.events + days.total(EVENTS),
            "visits": ours.visits.count + days.total(VISITS),
            "visitors": ours.people.count + days.total(VISITORS),
            "sums": spans,
            "first": ours.first,
            "last": ours.last,
            "left_out": dict(left.by_reason + days.left_out),
            "damaged": left.damaged,
            "named": left.named,
            "days": [list(line) for line in (*self._reconciled.lines(), *days.lines())],
        }
