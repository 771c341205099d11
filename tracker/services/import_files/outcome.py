"""What comes of an import: what the log has of it, and why it has not the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tracker.domain.hits import PAGEVIEW
from tracker.domain.imports.imported import LeftOut, Reason
from tracker.domain.imports.reconciled import EVENTS, PAGEVIEWS, VISITORS, VISITS, Reconciled
from tracker.services.import_files.figures import Figures, NotTaken
from tracker.services.import_files.read_days import ReadDays
from tracker.services.import_rows.made_rows import Made
from tracker.services.imports.sent_rows import SentDay

Counted = Made | SentDay


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

    def refuse(self, made: Made, reason: Reason) -> None:
        """A row is not taken that is theirs all the same."""
        self._reconciled.theirs([made])
        self._reconciled.why(made.day, _kind(made), reason.value)
        self.leave_out(LeftOut(reason))

    def store(self, made: Sequence[Counted], known: set[int]) -> None:
        """What became of a batch: `known` are the numbers of those that were there already."""
        self.days.stored([each for each in made if isinstance(each, SentDay)], known)
        rows = [each for each in made if isinstance(each, Made)]
        if not known:
            self._reconciled.both(rows)
        elif rows:
            self._reconciled.theirs(rows)
            for number in known:
                self.leave_out(LeftOut(Reason.KNOWN))
                self._reconciled.why(rows[number].day, _kind(rows[number]), Reason.KNOWN.value)
            rows = [each for number, each in enumerate(rows) if number not in known]
            self._reconciled.ours(rows)
        if rows:
            self._ours.add(rows)

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


def _kind(made: Made) -> str:
    return PAGEVIEWS if made.name == PAGEVIEW else EVENTS
