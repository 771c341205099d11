"""The sums of days of a file: added up, sent, compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date

from tracker.domain.imports.day_values import kept_value
from tracker.domain.imports.imported import ImportedDay, Reason
from tracker.domain.imports.reading.counts import MOST
from tracker.domain.imports.reconciled import EVENTS, KINDS, PAGEVIEWS, VISITORS, VISITS, Line
from tracker.services.imports.sent_rows import Batch, SentDay
from tracker.storage.imports.summed_days import SummedDays

AT_ONCE = 2_000  # of a batch
FIRST = date(1970, 1, 1).toordinal()

Refused = Callable[[int], Reason | None]  # a day, since 1970-01-01


class ReadDays:
    """Which of a day's sums stand for its pageviews, visits, …: the totals where they tell, else
    those by what tells most."""

    def __init__(self) -> None:
        self._theirs: dict[tuple[int, str], Counter[str]] = {}
        self._ours: dict[tuple[int, str], Counter[str]] = {}
        self._why: dict[int, Counter[str]] = {}
        self.left_out: Counter[str] = Counter()

    def batches(
        self, summed: SummedDays, refused: Refused
    ) -> Iterator[tuple[Batch, list[SentDay]]]:
        """All that was added."""
        days: list[SentDay] = []
        for sums in summed.all():
            day = SentDay(*sums)
            _add(self._theirs, day)
            if reason := _damaged(day) or refused(day.day):
                self._leave_out(day, reason)
                continue
            days.append(day)
            if len(days) == AT_ONCE:
                yield Batch(days=days), days
                days = []
        if days:
            yield Batch(days=days), days

    def stored(self, days: Sequence[SentDay], known: set[int]) -> None:
        """What became of a batch."""
        for number, day in enumerate(days):
            if number in known:
                self._leave_out(day, Reason.KNOWN)
            else:
                _add(self._ours, day)

    def total(self, kind: str) -> int:
        """Of ours, all days together."""
        return _best(_by_dimension(self._ours), kind)

    @property
    def spans(self) -> list[list[int]]:
        """The days of ours: first and last of each stretch without a gap."""
        found: list[list[int]] = []
        for day in sorted({day for day, _ in self._ours}):
            if found and found[-1][1] == day - 1:
                found[-1][1] = day
            else:
                found.append([day, day])
        return found

    def lines(self) -> Iterator[Line]:
        """Day by day."""
        of_theirs, of_ours = _by_day(self._theirs), _by_day(self._ours)
        for day in sorted(of_theirs):
            theirs, ours = of_theirs[day], of_ours.get(day, {})
            for kind in KINDS:
                said, kept = _best(theirs, kind), _best(ours, kind)
                if said or kept:
                    why = dict(self._why.get(day, {})) if said != kept else {}
                    yield Line(day, kind, said, kept, dict.fromkeys(why, said - kept))

    def _leave_out(self, day: SentDay, reason: Reason) -> None:
        self.left_out[reason.value] += 1
        self._why.setdefault(day.day, Counter())[reason.value] += 1


def _damaged(day: SentDay) -> Reason | None:
    """What many lines add up to may be more than any of them may say."""
    counts = (day.visitors, day.visits, day.pageviews, day.others, day.bounces, day.told)
    return Reason.NUMBER if max(counts) > MOST else None


def sums_of(day: ImportedDay) -> tuple[int, str, str, int, int, int, int, int, int, int, int, int]:
    """As they are added up."""
    return (
        day.day.toordinal() - FIRST,
        day.dimension,
        kept_value(day.dimension, day.value),
        day.visitors,
        day.visits,
        day.pageviews,
        day.others,
        day.bounces,
        day.duration,
        day.engaged,
        day.depth,
        day.told,
    )


def _add(side: dict[tuple[int, str], Counter[str]], day: SentDay) -> None:
    sums = side.setdefault((day.day, day.dimension), Counter())
    sums[PAGEVIEWS] += day.pageviews
    sums[EVENTS] += day.others
    sums[VISITS] += day.visits
    sums[VISITORS] += day.visitors


def _by_dimension(side: dict[tuple[int, str], Counter[str]]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for (_, dimension), sums in side.items():
        found.setdefault(dimension, Counter()).update(sums)
    return found


def _by_day(side: dict[tuple[int, str], Counter[str]]) -> dict[int, dict[str, Counter[str]]]:
    found: dict[int, dict[str, Counter[str]]] = {}
    for (day, dimension), sums in side.items():
        found.setdefault(day, {})[dimension] = sums
    return found


def _best(sums: dict[str, Counter[str]], kind: str) -> int:
    whole = sums.get("", Counter())[kind]
    return whole or max((each[kind] for each in sums.values()), default=0)
