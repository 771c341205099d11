"""A database whose file was taken away under the server: noticed, and what is still open is saved.

With the last connection the only copy of it would be gone, so it is written beside the other files
as soon as there is a folder with room; a stop waits for that."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from tracker.services.background import beside
from tracker.storage.backups.folder import dated
from tracker.storage.file.copies import CopyFailed, Show
from tracker.storage.file.database import Database
from tracker.storage.file.errors import StorageError
from tracker.storage.threads import to_its_end

log = logging.getLogger(__name__)

LOOK_EVERY = 1.0  # seconds
TRY_AGAIN = 10.0  # seconds until another try to save it

SAVED = (
    "{why}; all that it held is saved as {copy}: stop the server, `tracker restore {copy}`, and "
    "start it"
)
NOT_SAVED = (
    "{why}; what it held could not be saved yet ({error}) and is lost with a stop: `tracker "
    "save-open FILE` saves it elsewhere; if it cannot, restore a backup"
)


class NothingToSave(Exception):
    """The database is in its place."""


class OpenDatabase:
    """`folders`: where a copy may go, the first that is there."""

    def __init__(self, db: Database, folders: Sequence[Path], now: Callable[[], int]) -> None:
        self._db = db
        self._folders = folders
        self._now = now
        self._turn = asyncio.Lock()
        self._saved: Path | None = None

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Look every second while the context is open, and once more on the way out."""
        async with beside(self._work):
            yield
        await self._db.look_at_files()
        await self._save()

    async def save(self, target: Path, show: Show = lambda *_: None) -> None:
        """Write what is open into that file; raises NothingToSave, CopyFailed, StorageError or
        OSError."""
        if not self._db.moved:
            raise NothingToSave
        if target.exists():
            raise CopyFailed(f"{target} is there already. Choose another name.")
        async with self._turn:
            await to_its_end(partial(self._copy, target, show), "save-open")
            self._say(SAVED, copy=target)
            log.warning("What was open is saved as %s", target)

    def _copy(self, target: Path, show: Show) -> None:
        """Blocks. Whoever waits for it may go meanwhile: it is known all the same."""
        self._db.save_open(target, show)
        self._saved = target

    async def _work(self) -> None:
        wait = 0.0
        while True:
            await asyncio.sleep(LOOK_EVERY)
            await self._db.look_at_files()
            wait -= LOOK_EVERY
            if self._db.moved and wait <= 0:
                wait = 0.0 if await self._save() else TRY_AGAIN

    async def _save(self) -> bool:
        """Whether there is nothing left to save."""
        if not self._db.moved:
            self._saved = None  # it is back in its place, and goes on
            return True
        if self._saved:
            self._say(SAVED, copy=self._saved)
            return True
        try:
            await self.save(self._target())
        except (CopyFailed, StorageError, OSError) as error:
            said = str(error).rstrip(".")
            self._say(NOT_SAVED, error=said)
            log.error("What is open could not be saved, trying again: %s", error)
        return self._saved is not None

    def _target(self) -> Path:
        """Raises CopyFailed where no folder is left."""
        for folder in self._folders:
            if folder.is_dir():
                return dated(folder.absolute() / self._db.path.name, "saved", self._now())
        raise CopyFailed(f"there is no folder {self._folders[0]} any more: make it")

    def _say(self, words: str, **known: object) -> None:
        if self._db.moved:
            self._db.condition.read_only = words.format(why=self._db.moved, **known)
