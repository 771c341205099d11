"""Files that come in parts over the web, to be imported by a command of their own beside the
server."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tracker.domain.text import printable
from tracker.services.background import beside, put_to_an_end
from tracker.services.imports.command import imported
from tracker.services.imports.uploaded_files import (
    COMING,
    DONE,
    FAILED,
    WORKING,
    Upload,
    UploadedFiles,
)

log = logging.getLogger(__name__)

KEPT = 7 * 86_400_000  # ms that an upload waits for its next part
LOOK_EVERY = 3600.0  # seconds between two looks for those that wait in vain
MOST = 20  # of a site at once
LONGEST_NAME = 200
NOT_BEGUN = "It could not be begun: the server's log says why."


class TooMany(Exception):
    """The site has as many uploads as it may have."""


class Uploads:
    """`command` makes the words of the command line."""

    def __init__(
        self,
        files: UploadedFiles,
        now: Callable[[], int],
        command: Callable[[Upload, Path], Sequence[str]],
        environment: Mapping[str, str],
    ) -> None:
        self.files = files
        self._now = now
        self._command = command
        self._environment = environment
        self._known: dict[str, Upload] = {}
        self._working: dict[str, asyncio.Task[None]] = {}

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Go on with what was interrupted, and forget what waits in vain, while the context is
        open."""
        self._known |= {each.id: each for each in await asyncio.to_thread(self.files.all)}
        for upload in list(self._known.values()):
            if upload.state == WORKING:
                self._begin(upload)
        try:
            async with beside(self._forget_old):
                yield
        finally:
            for task in list(self._working.values()):
                await put_to_an_end(task)

    def of(self, site_id: int) -> list[Upload]:
        """The newest first."""
        found = [each for each in self._known.values() if each.site_id == site_id]
        return sorted(found, key=lambda each: (-each.at, each.id))

    def find(self, site_id: int, upload_id: str) -> Upload | None:
        """One of that site."""
        found = self._known.get(upload_id)
        return found if found and found.site_id == site_id else None

    def begin(self, site_id: int, user_id: int, name: str, size: int) -> Upload:
        """A file of that size is to come. Raises NoRoom, TooMany. Blocks."""
        if len(self.of(site_id)) >= MOST:
            raise TooMany
        made = Upload(
            secrets.token_hex(8),
            site_id,
            user_id,
            printable(name, LONGEST_NAME) or "file",
            size,
            self._now(),
        )
        self.files.make(made)
        self._known[made.id] = made
        return made

    async def put(self, upload: Upload, start: int, pieces: AsyncIterator[bytes]) -> int:
        """Write the next part; how many bytes there are then. Raises OutOfStep, NoRoom, OSError."""
        received = await self.files.put(upload, start, pieces)
        upload.at = self._now()
        return received

    def start(self, upload: Upload) -> None:
        """All of it is there: import it. Raises OSError, and it waits as before."""
        upload.state = WORKING
        try:
            self.files.keep(upload)
        except OSError:
            upload.state = COMING
            raise
        self._begin(upload)

    def _begin(self, upload: Upload) -> None:
        task = asyncio.create_task(self._import(upload))
        self._working[upload.id] = task
        task.add_done_callback(lambda _: self._working.pop(upload.id, None))

    async def remove(self, upload: Upload) -> None:
        """Forget it, and stop its command."""
        if task := self._working.get(upload.id):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self._known.pop(upload.id, None)
        self.files.remove(upload)

    def forget(self, site_id: int) -> None:
        """The site is no more."""
        for upload in self.of(site_id):
            self._known.pop(upload.id, None)
            self.files.remove(upload)

    async def _import(self, upload: Upload) -> None:
        def show(done: int, rows: int) -> None:
            upload.done, upload.rows = done, rows

        try:
            command = self._command(upload, self.files.part(upload))
            failed, said = await imported(command, self._environment, show)
        except (OSError, ValueError) as error:
            log.warning("The import of an upload could not be begun: %r", error)
            failed, said = True, NOT_BEGUN
        upload.state, upload.said = FAILED if failed else DONE, said
        try:
            self.files.part(upload).unlink(missing_ok=True)
            self.files.keep(upload)
        except (
            OSError
        ) as error:  # after the next start it is imported once more, which adds nothing
            log.warning("What became of an upload is not kept: %r", error)

    async def _forget_old(self) -> None:
        while True:
            for upload in list(self._known.values()):
                if upload.state != WORKING and self._now() - upload.at > KEPT:
                    await self.remove(upload)
            await asyncio.sleep(LOOK_EVERY)
