"""A ZIP archive that is sent while it is being made, however large it becomes."""

from __future__ import annotations

from typing import IO, Any, Self
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


class ZipStream:
    """`write` and `flush` are for zipfile, to which this is a file without a way back."""

    def __init__(self, made_at: tuple[int, int, int, int, int, int]) -> None:
        self._made_at = made_at
        self._waiting = bytearray()
        self._archive: Any = ZipFile(self, "w", ZIP_DEFLATED)  # type: ignore[call-overload]

    def write(self, data: bytes) -> int:
        """What zipfile has made."""
        self._waiting += data
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def add(self, name: str, content: bytes) -> Self:
        """A whole file."""
        with self.begin(name) as file:
            file.write(content)
        return self

    def begin(self, name: str) -> IO[bytes]:
        """A file that is written piece by piece, and closed before the next one begins."""
        entry = ZipInfo(name, self._made_at)
        entry.compress_type = ZIP_DEFLATED
        entry.external_attr = 0o600 << 16
        file: IO[bytes] = self._archive.open(entry, "w", force_zip64=True)
        return file

    def end(self) -> Self:
        """The archive's table of contents."""
        self._archive.close()
        return self

    def taken(self) -> bytes:
        """What can be sent now; it is not kept."""
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken
