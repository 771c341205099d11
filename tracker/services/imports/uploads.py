"""Files that come in parts over the web, to be imported by a command of their own beside the
server."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import msgspec

from tracker.domain.text import printable
from tracker.services.background import beside, put_to_an_end
from tracker.services.imports.command import imported
from tracker.services.limits.disk_space import free_bytes
from tracker.storage.disk.private_files import only_ours
from tracker.storage.disk.whole_files import write_whole

log = logging.getLogger(__name__)

KEPT = 7 * 86_400_000  # ms that an upload waits for its next part
LOOK_EVERY = 3600.0  # seconds between two looks for those that wait in vain
MOST = 20  # of a site at once
TIMES = 3  # as much room as the file, for what is made of it
LONGEST_NAME = 200
NOT_BEGUN = "It could not be begun: the server's log says why."
COMING, WORKING, DONE, FAILED = "coming", "working", "done", "failed"


class NoRoom(Exception):
    """The disk has not as much room as that file takes."""


class TooMany(Exception):
    """The site has as many uploads as it may have."""


class OutOfStep(Exception):
    """A part that does not follow the last one."""


class Upload(msgspec.Struct):
    """`said`: what the command has said at its end, JSON or a sentence."""

    id: str
    site_id: int
    user_id: int
    name: str
    size: int
    at: int
    state: str = COMING
    said: str = ""
    done: int = 0  # bytes of it that are read
    rows: int = 0


class Uploads:
    """In a folder of the data folder. `command` makes the words of the command line."""

    def __init__(
        self,
        folder: Path,
        least_free: int,
        now: Callable[[], int],
        command: Callable[[Upload, Path], Sequence[str]],
        environment: Mapping[str, str],
    ) -> None:
        self._folder = folder
        self._least_free = least_free
        self._now = now
        self._command = command
        self._environment = environment
        self._known: dict[str, Upload] = {}
        self._working: dict[str, asyncio.Task[None]] = {}
        self._writing: set[str] = set()

    def load(self) -> None:
        """What was there at the last stop. Blocks."""
        for path in self._folder.glob("*.json"):
            with suppress(OSError, msgspec.MsgspecError):
                upload = msgspec.json.decode(path.read_bytes(), type=Upload)
                self._known[upload.id] = upload

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Go on with what was interrupted, and forget what waits in vain, while the context is
        open."""
        await asyncio.to_thread(self.load)
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
        if free_bytes(self._folder.parent) - TIMES * size < self._least_free:
            raise NoRoom
        made = Upload(
            secrets.token_hex(8),
            site_id,
            user_id,
            printable(name, LONGEST_NAME) or "file",
            size,
            self._now(),
        )
        with only_ours():
            self._folder.mkdir(exist_ok=True)
            self._part(made).touch()
            self._keep(made)
        self._known[made.id] = made
        return made

    def received(self, upload: Upload) -> int:
        """Bytes that are there. Blocks for a moment."""
        try:
            return self._part(upload).stat().st_size
        except OSError:
            return 0

    async def put(self, upload: Upload, start: int, pieces: AsyncIterator[bytes]) -> int:
        """Write the next part; how many bytes there are then. Raises OutOfStep, NoRoom, OSError."""
        if upload.state != COMING or upload.id in self._writing or start != self.received(upload):
            raise OutOfStep
        self._writing.add(upload.id)
        try:
            with only_ours(), self._part(upload).open("ab") as file:
                async for piece in pieces:
                    if file.tell() + len(piece) > upload.size:
                        raise OutOfStep
                    if free_bytes(self._folder) < self._least_free:
                        raise NoRoom
                    await asyncio.to_thread(file.write, piece)
        finally:
            self._writing.discard(upload.id)
        upload.at = self._now()
        return self.received(upload)

    def start(self, upload: Upload) -> None:
        """All of it is there: import it. Raises OSError, and it waits as before."""
        upload.state = WORKING
        try:
            self._keep(upload)
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
        for path in (self._part(upload), self._part(upload).with_suffix(".json")):
            path.unlink(missing_ok=True)

    def forget(self, site_id: int) -> None:
        """The site is no more."""
        for upload in self.of(site_id):
            self._known.pop(upload.id, None)
            for path in (self._part(upload), self._part(upload).with_suffix(".json")):
                path.unlink(missing_ok=True)

    async def _import(self, upload: Upload) -> None:
        def show(done: int, rows: int) -> None:
            upload.done, upload.rows = done, rows

        try:
            command = self._command(upload, self._part(upload))
            failed, said = await imported(command, self._environment, show)
        except (OSError, ValueError) as error:
            log.warning("The import of an upload could not be begun: %r", error)
            failed, said = True, NOT_BEGUN
        upload.state, upload.said = FAILED if failed else DONE, said
        try:
            self._part(upload).unlink(missing_ok=True)
            self._keep(upload)
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

    def _part(self, upload: Upload) -> Path:
        return self._folder / f"{upload.id}.part"

    def _keep(self, upload: Upload) -> None:
        path = self._part(upload).with_suffix(".json")
        write_whole(path, msgspec.json.encode(upload).decode())
