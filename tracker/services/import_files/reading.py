"""One reading of files: from their bytes to batches of rows, and what was left out on the way."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack
from typing import Any, NamedTuple

from tracker.domain.imports.day_values import is_summed
from tracker.domain.imports.imported import (
    Choice,
    Format,
    Imported,
    ImportedDay,
    ImportedRow,
    LeftOut,
    Reason,
    Shelf,
)
from tracker.services.import_files.limits import Limits
from tracker.services.import_files.opened_files import OpenedFile
from tracker.services.import_files.outcome import Counted, Outcome
from tracker.services.import_files.read_days import sums_of
from tracker.services.import_rows.made_rows import MadeRows
from tracker.services.imports.sent_rows import Batch
from tracker.storage.imports.summed_days import SummedDays, summed_days

AT_ONCE = 2_000  # rows that are made together; a batch has more, and twice as many at most

Given = tuple[Batch, Counted]


class Source(NamedTuple):
    """A file, its format, and what was chosen for it."""

    file: OpenedFile
    format: Format
    name: str  # the format's
    choice: Choice


class Reading:
    """`batches`, and after each of them `stored`. `read` (rows) and `done` (bytes) at any time."""

    def __init__(
        self, sources: Sequence[Source], rows: MadeRows, limits: Limits, shelf: Callable[[], Any]
    ) -> None:
        self._sources = sources
        self._rows = rows
        self._shelf = shelf
        self.renew(limits)
        self._found: list[Imported] = []  # that is to be made
        self._summed: SummedDays
        self._whole = 0  # bytes of the files that are read
        self._file: OpenedFile | None = None
        self._outcome = Outcome()
        self.size = sum(each.file.size for each in sources)
        self.read = 0

    def renew(self, limits: Limits) -> None:
        """What is taken from now on."""
        self._limits = limits
        self._first, self._end = limits.plain

    @property
    def done(self) -> int:
        """Bytes."""
        return self._whole + (self._file.done if self._file else 0)

    def batches(self) -> Generator[Given]:
        """All of it, rows first. Raises Unusable, and TooOld."""
        with summed_days() as self._summed:
            yield from self._rows_of()
            yield from self._outcome.days.batches(self._summed, self._refused_day)

    def _rows_of(self) -> Iterator[Given]:
        for source in self._sources:
            self._file = source.file
            with ExitStack() as stack:
                shelf = stack.enter_context(self._shelf())
                yield from self._of(source, shelf)
            for left in (*source.file.beside, *source.file.left_out):
                self._leave_out(left)
            self._file = None
            self._whole += source.file.size
        if self._rows.waiting:
            yield self._given()

    def _of(self, source: Source, shelf: Shelf) -> Iterator[Given]:
        for found in source.format.read(source.file, source.choice, shelf):
            self._found.append(found)
            if len(self._found) >= AT_ONCE:
                self._make()
                if self._rows.waiting > AT_ONCE:
                    yield self._given()
        self._make()

    def waiting(self) -> Given | None:
        """A batch of what was read by now: for who reads a file that has no more yet."""
        self._make()
        return self._given() if self._rows.waiting else None

    def _given(self) -> Given:
        given = self._rows.batch
        self._rows.begin_batch()
        return given

    def _make(self) -> None:
        """Rows of all that was found."""
        rows: list[ImportedRow] = []
        for each in self._found:
            if isinstance(each, ImportedRow):
                rows.append(each)
            elif isinstance(each, LeftOut):
                self._leave_out(each)
            else:
                self._add(each)
        self._found.clear()
        if rows:
            self._take(rows)

    def _add(self, day: ImportedDay) -> None:
        self.read += 1
        if is_summed(day.dimension):
            self._summed.add(sums_of(day))
        else:
            self._leave_out(LeftOut(Reason.OTHER_ROW))

    def _take(self, rows: list[ImportedRow]) -> None:
        self.read += len(rows)
        times = [row.at for row in rows]
        if min(times) < self._first or max(times) >= self._end:
            rows = [row for row in rows if self._is_asked_for(row)]
        refused, unusable = self._rows.made(rows, self._limits.own)
        if refused.at:
            self._outcome.refuse(refused, Reason.OWN)
        for row, reason in unusable:
            self._leave_out(LeftOut(reason, 0, "", row.path[:80]))

    def _is_asked_for(self, row: ImportedRow) -> bool:
        """What the site has counted itself is theirs all the same."""
        reason = self._limits.refused(row.at)
        if reason is None or reason is Reason.OWN:
            return True
        self._leave_out(LeftOut(reason))
        return False

    def _refused_day(self, day: int) -> Reason | None:
        return self._limits.refused_day(self._rows.begins(day), self._rows.begins(day + 1))

    def _leave_out(self, left: LeftOut) -> None:
        self._outcome.leave_out(left, self._file.name if self._file else "")

    def stored(self, made: Counted, known: set[int]) -> None:
        """A batch is in the log: `known` are the numbers of those that were there already."""
        self._outcome.store(made, known)

    def told(self) -> dict[str, Any]:
        """What came of it, in figures."""
        return self._outcome.told(self._rows.begins)
