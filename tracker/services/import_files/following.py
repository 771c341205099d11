"""An import that goes on as its log grows, until it is stopped."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from threading import Event
from typing import Any, TypeVar

from tracker.domain.imports.imported import Format, Unusable
from tracker.services.import_files.followed_file import FollowedFile
from tracker.services.import_files.limits import Limits
from tracker.services.import_files.opened_files import OpenedFile
from tracker.services.import_files.outcome import Counted
from tracker.services.import_files.reading import Reading
from tracker.services.imports.sent_rows import Batch

LOOKS_EVERY = 60.0  # seconds between two questions which rows are taken by now

T = TypeVar("T")
Bring = Callable[[Batch], Coroutine[Any, Any, list[int]]]
Look = Callable[[], Coroutine[Any, Any, Limits]]


class Following:
    """Of several files the one that was written last is followed; the others come before it."""

    def __init__(self, paths: Sequence[Path], stop: Event) -> None:
        self._stop = stop
        self.path = max(paths, key=lambda path: path.stat().st_mtime_ns)
        self._file: FollowedFile | None = None

    @property
    def mark(self) -> str:
        """The same for all that ever stands in the file: a follower that was killed goes on with
        its own import."""
        return blake2b(f"follow {self.path.absolute()}".encode(), digest_size=16).hexdigest()

    def opened(self, path: Path) -> OpenedFile:
        """Waits until there is a line in the file to follow."""
        if path != self.path:
            return OpenedFile(path)
        self._file = FollowedFile(path, self._stop)
        return self._file

    def is_last(self, file: OpenedFile) -> bool:
        """Whether it is the one that is followed."""
        return file is self._file

    def check(self, known: Format) -> None:
        """Raises Unusable for what does not grow line by line."""
        if not getattr(known, "is_log", False):
            raise Unusable("Only the log of a web server can be followed.")

    async def bring_all(self, reading: Reading, bring: Bring, look: Look) -> None:
        """Until `stop`. A batch goes as soon as nothing more is there to read."""
        round_ = _Round(reading, bring, look, asyncio.get_running_loop(), self._stop)
        assert self._file
        self._file.follow(round_.idle)
        try:
            await asyncio.to_thread(round_.run)
        except asyncio.CancelledError:
            self._stop.set()
            raise


class _Round:
    """In a thread of its own, which asks the loop's."""

    def __init__(
        self,
        reading: Reading,
        bring: Bring,
        look: Look,
        loop: asyncio.AbstractEventLoop,
        stop: Event,
    ) -> None:
        self._reading = reading
        self._bring = bring
        self._look = look
        self._loop = loop
        self._stop = stop
        self._looked_at = time.monotonic()

    def run(self) -> None:
        with closing(self._reading.batches()) as batches:
            for batch, made in batches:
                self._deliver(batch, made)
                if self._stop.is_set():
                    return

    def idle(self) -> None:
        if waiting := self._reading.waiting():
            self._deliver(*waiting)
        self._renew()

    def _deliver(self, batch: Batch, made: Counted) -> None:
        known = self._asked(self._bring(batch))
        self._reading.stored(made, set(known))
        self._renew()

    def _renew(self) -> None:
        if time.monotonic() - self._looked_at >= LOOKS_EVERY:
            self._reading.renew(self._asked(self._look()))
            self._looked_at = time.monotonic()

    def _asked(self, question: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(question, self._loop).result()
