"""One reading of files: from their bytes to batches of rows, and what was left out on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack
from typing import Any, NamedTuple

from tracker.domain.hits import PAGEVIEW
from tracker.domain.imports.day_values import is_summed
from tracker.domain.imports.distinct import Distinct
from tracker.domain.imports.imported import (
    NOT_DAMAGE,
    Choice,
    Format,
    ImportedDay,
    ImportedRow,
    LeftOut,
    Reason,
    Shelf,
)
from tracker.domain.imports.reconciled import EVENTS, PAGEVIEWS, VISITORS, VISITS, Reconciled
from tracker.services.imports.made_rows import Made, MadeRows
from tracker.services.imports.opened_files import OpenedFile
from tracker.services.imports.read_days import ReadDays, sums_of
from tracker.services.imports.sent_rows import Batch, SentDay
from tracker.storage.imports.summed_days import SummedDays, summed_days

AT_ONCE = 4_000  # rows of a batch
MOST_NAMED = 200  # damaged lines that are named one by one
A_DAY = 24 * 3_600_000  # ms


Counted = Made | SentDay


class Limits(NamedTuple):
    """Which rows are taken, ms UTC. `kept`: what is older would be erased by retention; `own`:
    from there on the site counts itself; `since`, `before`: as whoever imports has said."""

    now: int
    kept: int | None = None
    own: int | None = None
    since: int | None = None
    before: int | None = None

    @property
    def plain(self) -> tuple[int, int]:
        """From when until when nothing is said against a row."""
        first = (self.kept, self.since)
        end = (self.now + A_DAY, self.own, self.before)
        return (
            max((each for each in first if each is not None), default=-(1 << 62)),
            min(each for each in end if each is not None),
        )


class TooOld(Exception):
    """A row that retention would erase at once: `at` in ms, UTC."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


class Source(NamedTuple):
    """A file, its format, and what was chosen for it."""

    file: OpenedFile
    format: Format
    name: str  # the format's
    choice: Choice


class Reading:
    """`batches`, and after each of them `stored`. `left_out`, `named`, `done` at any time."""

    def __init__(
        self, sources: Sequence[Source], rows: MadeRows, limits: Limits, shelf: Callable[[], Any]
    ) -> None:
        self._sources = sources
        self._rows = rows
        self._shelf = shelf
        self.renew(limits)
        self._batch: list[Made] = []
        self._whole = 0  # bytes of the files that are read
        self._file: OpenedFile | None = None
        self.size = sum(each.file.size for each in sources)
        self.left_out: Counter[str] = Counter()
        self.named: list[tuple[str, int, str, str]] = []  # file, line, reason, detail
        self.damaged = 0
        self.reconciled = Reconciled()
        self.people, self.visits = Distinct(), Distinct()
        self.pageviews = self.events = 0  # of ours
        self.first: int | None = None
        self.last: int | None = None
        self.read = 0  # rows
        self.days = ReadDays()

    def renew(self, limits: Limits) -> None:
        """What is taken from now on."""
        self._limits = limits
        self._first, self._end = limits.plain

    @property
    def done(self) -> int:
        """Bytes."""
        return self._whole + (self._file.done if self._file else 0)

    def batches(self) -> Generator[tuple[Batch, Sequence[Counted]]]:
        """All of it, rows first. Raises Unusable, and TooOld."""
        with summed_days() as summed:
            yield from self._rows_of(summed)
            yield from self.days.batches(summed, self._refused_day)

    def _rows_of(self, summed: SummedDays) -> Iterator[tuple[Batch, Sequence[Counted]]]:
        for source in self._sources:
            self._file = source.file
            with ExitStack() as stack:
                shelf = stack.enter_context(self._shelf())
                yield from self._of(source, shelf, summed)
            for left in source.file.left_out:
                self._leave_out(left)
            self._file = None
            self._whole += source.file.size
        if self._batch:
            yield self._given()

    def _of(
        self, source: Source, shelf: Shelf, summed: SummedDays
    ) -> Iterator[tuple[Batch, Sequence[Counted]]]:
        for found in source.format.read(source.file, source.choice, shelf):
            if isinstance(found, LeftOut):
                self._leave_out(found)
            elif isinstance(found, ImportedDay):
                self.read += 1
                if is_summed(found.dimension):
                    summed.add(sums_of(found))
                else:
                    self._leave_out(LeftOut(Reason.OTHER_ROW))
            elif self._takes(found) and len(self._batch) >= AT_ONCE:
                yield self._given()

    def waiting(self) -> tuple[Batch, Sequence[Counted]] | None:
        """A batch of what was read by now: for who reads a file that has no more yet."""
        return self._given() if self._batch else None

    def _given(self) -> tuple[Batch, Sequence[Counted]]:
        given = self._rows.batch, self._batch
        self._batch = []
        self._rows.begin_batch()
        return given

    def _takes(self, row: ImportedRow) -> bool:
        at = row.at
        refused = None if self._first <= at < self._end else self._refused(at)
        self.read += 1
        if refused in {Reason.FUTURE, Reason.BEFORE}:
            self._leave_out(LeftOut(refused))
            return False
        made = self._rows.made(row, only_counted=refused is not None)
        if isinstance(made, Reason):
            self._leave_out(LeftOut(made, 0, "", row.path[:80]))
            return False
        if refused:
            self.reconciled.theirs([made])
            self._leave_out(LeftOut(refused))
            self.reconciled.why(made.day, _kind(made), refused.value)
            return False
        self._batch.append(made)
        return True

    def _refused(self, at: int) -> Reason | None:
        limits = self._limits
        if at > limits.now + A_DAY:
            return Reason.FUTURE
        if (limits.since is not None and at < limits.since) or (
            limits.before is not None and at >= limits.before
        ):
            return Reason.BEFORE
        if limits.kept is not None and at < limits.kept:
            raise TooOld(at)
        if limits.own is not None and at >= limits.own:
            return Reason.OWN
        return None

    def _refused_day(self, day: int) -> Reason | None:
        """A day in part is none of these: its sums cannot be parted."""
        begins = self._rows.begins(day)
        limits = self._limits
        if begins > limits.now:
            return Reason.FUTURE
        if (limits.since is not None and begins < limits.since) or (
            limits.before is not None and begins >= limits.before
        ):
            return Reason.BEFORE
        if limits.own is not None and self._rows.begins(day + 1) > limits.own:
            return Reason.OWN
        return None

    def _leave_out(self, left: LeftOut) -> None:
        self.left_out[left.reason.value] += 1
        if left.reason in NOT_DAMAGE:
            return
        self.damaged += 1
        if len(self.named) < MOST_NAMED:
            name = self._file.name if self._file else ""
            where = f"{name}: {left.file}" if left.file else name
            self.named.append((where, left.line, left.reason.value, left.detail))

    def stored(self, made: Sequence[Counted], known: set[int]) -> None:
        """What became of a batch: `known` are the numbers of those that were there already."""
        self.days.stored([each for each in made if isinstance(each, SentDay)], known)
        rows = [each for each in made if isinstance(each, Made)]
        self.reconciled.theirs(rows)
        if rows and known:
            for number in known:
                each = rows[number]
                self.left_out[Reason.KNOWN.value] += 1
                self.reconciled.why(each.day, _kind(each), Reason.KNOWN.value)
            rows = [each for number, each in enumerate(rows) if number not in known]
        if rows:
            self._count(rows)

    def _count(self, rows: Sequence[Made]) -> None:
        pages = sum(each.name == PAGEVIEW for each in rows)
        self.pageviews += pages
        self.events += len(rows) - pages
        for who in {each.who for each in rows}:
            self.people.add(who)
        for visit in {each.visit for each in rows}:
            self.visits.add(visit * 0x9E3779B97F4A7C15 >> 20)
        times = [each.at for each in rows]
        self.first = min(times) if self.first is None else min(self.first, *times)
        self.last = max(times) if self.last is None else max(self.last, *times)
        self.reconciled.ours(rows)

    def told(self) -> dict[str, Any]:
        """Its figures, as they are kept and printed."""
        spans = self.days.spans
        if spans:
            first, last = self._rows.begins(spans[0][0]), self._rows.begins(spans[-1][1] + 1) - 1
            self.first = first if self.first is None else min(first, self.first)
            self.last = last if self.last is None else max(last, self.last)
        return {
            "pageviews": self.pageviews + self.days.total(PAGEVIEWS),
            "events": self.events + self.days.total(EVENTS),
            "visits": self.visits.count + self.days.total(VISITS),
            "visitors": self.people.count + self.days.total(VISITORS),
            "sums": spans,
            "first": self.first,
            "last": self.last,
            "left_out": dict(self.left_out + self.days.left_out),
            "damaged": self.damaged,
            "named": self.named,
            "days": [list(line) for line in (*self.reconciled.lines(), *self.days.lines())],
        }


def _kind(made: Made) -> str:
    return PAGEVIEWS if made.name == PAGEVIEW else EVENTS
