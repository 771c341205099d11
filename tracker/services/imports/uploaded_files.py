"""Files that come in parts over the web: what is there of each, on the disk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import msgspec

from tracker.services.limits.disk_space import free_bytes
from tracker.storage.disk.private_files import only_ours
from tracker.storage.disk.whole_files import write_whole

COMING, WORKING, DONE, FAILED = "coming", "working", "done", "failed"
TIMES = 3  # as much room as the file, for what is made of it


class NoRoom(Exception):
    """The disk has not as much room as that file takes."""


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


class UploadedFiles:
    """Each upload's file, and beside it what is known of it. `least_free`: bytes of the disk that
    nobody gets."""

    def __init__(self, folder: Path, least_free: int) -> None:
        self._folder = folder
        self._least_free = least_free
        self._writing: set[str] = set()

    def all(self) -> list[Upload]:
        """What was there at the last stop. Blocks."""
        found = []
        for path in self._folder.glob("*.json"):
            with suppress(OSError, msgspec.MsgspecError):
                found.append(msgspec.json.decode(path.read_bytes(), type=Upload))
        return found

    def make(self, upload: Upload) -> None:
        """An empty one. Raises NoRoom, OSError. Blocks."""
        if free_bytes(self._folder.parent) - TIMES * upload.size < self._least_free:
            raise NoRoom
        with only_ours():
            self._folder.mkdir(exist_ok=True)
            self.part(upload).touch()
            self.keep(upload)

    def received(self, upload: Upload) -> int:
        """Bytes that are there. Blocks for a moment."""
        try:
            return self.part(upload).stat().st_size
        except OSError:
            return 0

    async def put(self, upload: Upload, start: int, pieces: AsyncIterator[bytes]) -> int:
        """Write the next part; how many bytes there are then. Raises OutOfStep, NoRoom, OSError."""
        if upload.state != COMING or upload.id in self._writing or start != self.received(upload):
            raise OutOfStep
        self._writing.add(upload.id)
        try:
            with only_ours(), self.part(upload).open("ab") as file:
                async for piece in pieces:
                    if file.tell() + len(piece) > upload.size:
                        raise OutOfStep
                    if free_bytes(self._folder) < self._least_free:
                        raise NoRoom
                    await asyncio.to_thread(file.write, piece)
        finally:
            self._writing.discard(upload.id)
        return self.received(upload)

    def part(self, upload: Upload) -> Path:
        """As far as it is there."""
        return self._folder / f"{upload.id}.part"

    def keep(self, upload: Upload) -> None:
        """What is known of it, over a restart."""
        path = self.part(upload).with_suffix(".json")
        write_whole(path, msgspec.json.encode(upload).decode())

    def remove(self, upload: Upload) -> None:
        """Nothing of it stays."""
        for path in (self.part(upload), self.part(upload).with_suffix(".json")):
            path.unlink(missing_ok=True)
