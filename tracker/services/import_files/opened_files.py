"""A file on the disk as formats read it: unpacked, an archive's entries listed, damage noted."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from pathlib import Path
from typing import IO, cast

from tracker.domain.imports.imported import LeftOut, Reason, Unusable
from tracker.services.import_rows.wide_texts import in_utf8

START = 64 * 1024  # bytes by which a format is recognised
AT_ONCE = 1 << 20
LARGEST_ENTRY = 200 << 30  # bytes: what says that it holds more is a trap
# So is what is larger than that, and so many times as large as it is packed: exports reach 60.
UNSUSPECTED, MOST_PACKED = 64 << 20, 300
UNREADABLE = (
    zipfile.BadZipFile,
    EOFError,
    KeyError,
    NotImplementedError,  # packed in a way that nobody knows
    OSError,
    RuntimeError,  # a password
    ValueError,  # a place before the file's beginning
)
NOT_THEIRS = ("__MACOSX/", "._")


class OpenedFile:
    """As `ImportedFile` says. `left_out`: what was damaged while it was read; `done`: how many of
    its `size` bytes have been read in this reading."""

    def __init__(self, path: Path) -> None:
        """Raises Unusable for an archive that is none, OSError for what cannot be read."""
        self.path = path
        self.name = path.name.removesuffix(".gz")
        self.size = path.stat().st_size
        self.left_out: list[LeftOut] = []
        self._raw: IO[bytes] | None = None
        self.entries = _entries(path) if zipfile.is_zipfile(path) else []
        self.start = self._start()
        if self.start.startswith(b"PK\x03\x04") and not self.entries:
            raise Unusable("This archive is cut off or damaged: export it once more.")

    @property
    def done(self) -> int:
        """As far as it can be told."""
        return self._raw.tell() if self._raw and not self._raw.closed else 0

    def open(self, entry: str = "") -> IO[bytes]:
        """From its first byte, ending where the damage begins."""
        raw = self.path.open("rb")
        self._raw = raw
        if entry:
            try:
                packed = _entry(raw, entry)
            except Unusable:
                raw.close()
                raise
            return in_utf8(io.BufferedReader(_Unbroken(packed, self, entry), AT_ONCE))
        if _is_gzip(self.path):
            unpacked = cast("IO[bytes]", gzip.GzipFile(fileobj=raw))
            return in_utf8(io.BufferedReader(_Unbroken(unpacked, self, ""), AT_ONCE))
        return in_utf8(raw)

    def _start(self) -> bytes:
        if self.entries:
            with self.path.open("rb") as raw:
                return raw.read(START)
        with self.open() as opened:
            found = opened.read(START)
        self.left_out.clear()
        return found


class _Unbroken(io.RawIOBase):
    """What a damaged stream gives until there is no more; the damage is noted once."""

    def __init__(self, packed: IO[bytes], file: OpenedFile, entry: str) -> None:
        self._packed = packed
        self._file = file
        self._entry = entry
        self._broken = False

    def readable(self) -> bool:
        return True

    def readinto(self, into: object) -> int:
        view = memoryview(into)  # type: ignore[arg-type]
        found = b"" if self._broken else self._read(len(view))
        view[: len(found)] = found
        return len(found)

    def _read(self, most: int) -> bytes:
        try:
            return self._packed.read1(most)  # type: ignore[attr-defined,no-any-return]
        except (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile) as error:
            self._broken = True
            said = "the archive ends early" if isinstance(error, EOFError) else str(error)
            self._file.left_out.append(LeftOut(Reason.CUT, 0, self._entry, said[:100]))
            return b""

    def close(self) -> None:
        if not self.closed:
            self._packed.close()
            if self._file._raw:
                self._file._raw.close()
        super().close()


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as raw:
        return raw.read(2) == b"\x1f\x8b"


def _entries(path: Path) -> list[str]:
    try:
        with zipfile.ZipFile(path) as archive:
            return [
                each.filename
                for each in archive.infolist()
                if not each.is_dir()
                and not each.filename.startswith(NOT_THEIRS[0])
                and not each.filename.rpartition("/")[2].startswith(NOT_THEIRS[1])
            ]
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise Unusable("This archive is cut off or damaged: export it once more.") from error


def _entry(raw: IO[bytes], entry: str) -> IO[bytes]:
    try:
        archive = zipfile.ZipFile(raw)
        info = archive.getinfo(entry)
        if _is_trap(info):
            raise Unusable(f"{entry} says that it holds {info.file_size:,} bytes.")
        return archive.open(info)
    except UNREADABLE as error:
        raise Unusable(f"{entry} cannot be read in this archive.") from error


def _is_trap(info: zipfile.ZipInfo) -> bool:
    if info.file_size > LARGEST_ENTRY:
        return True
    return info.file_size > max(UNSUSPECTED, MOST_PACKED * info.compress_size)
