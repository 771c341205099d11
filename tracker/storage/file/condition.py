"""Whether the file can be written; where not, why, in words for people."""

from __future__ import annotations

import logging

from tracker.storage.file.errors import Damaged, NotInPlace, ReadOnly
from tracker.storage.file.open_files import Moved
from tracker.storage.file.soundness import Start, damaged

log = logging.getLogger(__name__)


class Condition:
    """As the start has found it, and what is met from then on."""

    def __init__(self, start: Start) -> None:
        self.read_only = start.read_only  # why nothing can be written; "" = it can
        self.checking = start.checking  # until it says "ok" nothing moves into the file
        self.damage = start.damage  # what SQLite complains of
        self.moved: Moved | None = None  # what became of the files that are open

    def require(self) -> None:
        """Raises ReadOnly where nothing can be written, NotInPlace where that may change."""
        if self.moved:
            raise NotInPlace(self.read_only)
        if self.read_only:
            raise ReadOnly(self.read_only)

    def meet(self, error: BaseException) -> None:
        """After damage nothing is written any more, whatever statement has met it."""
        if isinstance(error, Damaged):
            self.is_damaged(str(error))

    def is_damaged(self, said: str) -> None:
        """By SQLite's own word."""
        if not self.read_only:
            self.damage = said
            self._read_only(damaged(said))

    def is_moved(self, moved: Moved) -> None:
        """The files are not in their place."""
        self.moved = moved
        self._read_only(str(moved))

    def is_back(self) -> None:
        """They are again."""
        self.moved, self.read_only = None, ""
        log.warning("The files are in their place again: writing goes on")

    def _read_only(self, why: str) -> None:
        self.read_only = why
        log.error("Only reading from now on: %s", why)
