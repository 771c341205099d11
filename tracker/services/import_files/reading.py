"""One reading of files: from their bytes to batches of rows, and what was left out on the way."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack
from typing import Any, NamedTuple

from tracker.domain.imports.day_values import is_summed
from tracker.domain.imports.imported import (
    Choice,
    Format,
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
from tracker.services.import_rows.made_rows import Made, MadeRows
from tracker.services.imports.sent_rows import Batch
from tracker.storage.imports.summed_days import SummedDays, summed_days

AT_ONCE = 4_000  # rows of a batch

Given = tuple[Batch, Sequence[Counted]]


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
        self._batch: list[Made] = []
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
        with summed_days() as summed:
            yield from self._rows_of(summed)
            yield from self._outcome.days.batches(summed, self._refused_day)

    def _rows_of(self, summed: SummedDays) -> Iterator[Given]:
        for source in self._sources:
            self._file = source.file
            with ExitStack() as stack:
                shelf = stack.enter_context(self._shelf())
                yield from self._of(source, shelf, summed)
            for left in (*source.file.beside, *source.file.left_out):
                self._leave_out(left)
            self._file = None
            self._whole += source.file.size
        if self._batch:
            yield self._given()

    def _of(self, source: Source, shelf: Shelf, summed: SummedDays) -> Iterator[Given]:
        for found in source.format.read(source.file, source.choice, shelf):
            if isinstance(found, ImportedRow):
                self._take(found)
                if len(self._batch) >= AT_ONCE:
                    yield self._given()
            elif isinstance(found, LeftOut):
                self._leave_out(found)
            else:
                self._add(found, summed)

    def waiting(self) -> Given | None:
        """A batch of what was read by now: for who reads a file that has no more yet."""
        return self._given() if self._batch else None

    def _given(self) -> Given:
        given = self._rows.batch, self._batch
        self._batch = []
        self._rows.begin_batch()
        return given

    def _add(self, day: ImportedDay, summed: SummedDays) -> None:
        self.read += 1
        if is_summed(day.dimension):
            summed.add(sums_of(day))
        else:
            self._leave_out(LeftOut(Reason.OTHER_ROW))

    def _take(self, row: ImportedRow) -> None:
        self.read += 1
        if not self._first <= row.at < self._end and (reason := self._limits.refused(row.at)):
            self._refuse(row, reason)
            return
        made = self._rows.made(row)
        if isinstance(made, Made):
            self._batch.append(made)
        else:
            self._leave_out(LeftOut(made, 0, "", row.path[:80]))

    def _refuse(self, row: ImportedRow, reason: Reason) -> None:
        """It is theirs all the same, unless nobody asked for its days."""
        if reason not in {Reason.FUTURE, Reason.BEFORE}:
            made = self._rows.made(row, only_counted=True)
            if isinstance(made, Reason):
                self._leave_out(LeftOut(made, 0, "", row.path[:80]))
                return
            self._outcome.refuse(made, reason)
        else:
            self._leave_out(LeftOut(reason))

    def _refused_day(self, day: int) -> Reason | None:
        return self._limits.refused_day(self._rows.begins(day), self._rows.begins(day + 1))

    def _leave_out(self, left: LeftOut) -> None:
        self._outcome.leave_out(left, self._file.name if self._file else "")

    def stored(self, made: Sequence[Counted], known: set[int]) -> None:
        """A batch is in the log: `known` are the numbers of those that were there already."""
        self._outcome.store(made, known)

    def told(self) -> dict[str, Any]:
        """What came of it, in figures."""
        return self._outcome.told(self._rows.begins)
