"""What is in an archive on the disk, and one of its files as it is read."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import IO

from tracker.domain.imports.imported import Unusable

MOST_ENTRIES = 10_000  # each is looked at
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
ENCRYPTED = 1  # of an entry's flags
NOT_THEIRS = ("__MACOSX/", "._")


def listed_archive(path: Path) -> zipfile.ZipFile | None:
    """The list of its files, itself closed; None of what is no archive. Raises Unusable."""
    if not zipfile.is_zipfile(path):
        return None
    try:
        with zipfile.ZipFile(path) as archive:
            many = len(archive.filelist) > MOST_ENTRIES
    except (zipfile.BadZipFile, NotImplementedError, OSError) as error:
        raise Unusable("This archive is cut off or damaged: export it once more.") from error
    if many:
        raise Unusable(f"This archive has more than {MOST_ENTRIES:,} files: import it in parts.")
    return archive


def entries_in(archive: zipfile.ZipFile) -> list[str]:
    """The names of its files as they stand there."""
    return [
        each.filename
        for each in archive.filelist
        if each.filename
        and not each.is_dir()
        and not each.filename.startswith(NOT_THEIRS[0])
        and not each.filename.rpartition("/")[2].startswith(NOT_THEIRS[1])
    ]


def opened_entry(raw: IO[bytes], listed: zipfile.ZipFile, entry: str) -> IO[bytes]:
    """From its first byte. Raises Unusable."""
    try:
        archive = _Listed(raw, listed)
        info = archive.getinfo(entry)
        if info.flag_bits & ENCRYPTED:
            raise Unusable(f"{entry} has a password: unpack it, and import what is in it.")
        if _is_trap(info):
            raise Unusable(f"{entry} says that it holds {info.file_size:,} bytes.")
        return archive.open(info)
    except UNREADABLE as error:
        raise Unusable(f"{entry} cannot be read in this archive.") from error


class _Listed(zipfile.ZipFile):
    """Takes over the list of another one: reading it for each of thousands of entries took hours.
    Where the library calls that otherwise some day, it only reads it again."""

    def __init__(self, raw: IO[bytes], listed: zipfile.ZipFile) -> None:
        self._listed = listed
        super().__init__(raw)

    def _RealGetContents(self) -> None:
        self.filelist, self.NameToInfo = self._listed.filelist, self._listed.NameToInfo
        self.start_dir = self._listed.start_dir


def _is_trap(info: zipfile.ZipInfo) -> bool:
    if info.file_size > LARGEST_ENTRY:
        return True
    return info.file_size > max(UNSUSPECTED, MOST_PACKED * info.compress_size)
