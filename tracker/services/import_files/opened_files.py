"""A file on the disk as formats read it: unpacked, an archive's entries listed, damage noted."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from tracker.domain.imports.imported import LeftOut, Reason, Unusable
from tracker.services.import_files.archives import entries_in, listed_archive, opened_entry
from tracker.services.import_files.unpacked import AT_ONCE, Note, Unbroken, unpacked
from tracker.services.import_rows.odd_texts import in_utf8, with_line_ends

START = 64 * 1024  # bytes by which a format is recognised


class OpenedFile:
    """As `ImportedFile` says. `left_out`: what was damaged while it was read; `beside`: what lies
    in the same archive and is no file of any product; `done`: how many of its `size` bytes have
    been read in this reading."""

    beside: Sequence[LeftOut] = ()

    def __init__(self, path: Path) -> None:
        """Raises Unusable for an archive that is none, OSError for what cannot be read."""
        self.path = path
        self.name = path.name.removesuffix(".gz").removesuffix(".bz2")
        self.size = path.stat().st_size
        self.left_out: list[LeftOut] = []
        self._raw: IO[bytes] | None = None
        self._listed = listed_archive(path)
        self.entries = entries_in(self._listed) if self._listed else []
        self.start = self._start()
        if self.start.startswith(b"PK\x03\x04") and not self.entries:
            raise Unusable("This archive is cut off or damaged: export it once more.")

    @property
    def done(self) -> int:
        """As far as it can be told."""
        return self._raw.tell() if self._raw and not self._raw.closed else 0

    def open(self, entry: str = "") -> IO[bytes]:
        """From its first byte, ending where the damage begins. An entry may be packed, too."""
        raw = self.path.open("rb")
        self._raw = raw
        if not entry or self._listed is None:
            return _plain(self._unpacked(raw, ""))
        try:
            packed = opened_entry(raw, self._listed, entry)
        except Unusable:
            raw.close()
            raise
        note = self._note(entry)
        held: io.BufferedReader = io.BufferedReader(Unbroken(packed, note, raw), AT_ONCE)
        return _plain(self._unpacked(held, entry))

    def _unpacked(self, opened: io.BufferedReader, entry: str) -> io.BufferedReader:
        held = unpacked(opened)
        if held is None:
            return opened
        return io.BufferedReader(Unbroken(held, self._note(entry), opened), AT_ONCE)

    def _note(self, entry: str) -> Note:
        return lambda said: self.left_out.append(LeftOut(Reason.CUT, 0, entry, said))

    def _start(self) -> bytes:
        if self.entries:
            with self.path.open("rb") as raw:
                return raw.read(START)
        with self.open() as opened:
            found = opened.read(START)
        if self.left_out and not found:
            raise Unusable("This file is cut off or damaged at its beginning: export it once more.")
        self.left_out.clear()
        return found


class OpenedEntry(OpenedFile):
    """One file of an archive that no product has made: as if it lay there by itself."""

    def __init__(self, archive: OpenedFile, entry: str) -> None:
        """Raises Unusable, OSError."""
        self.path = archive.path
        self._listed = archive._listed
        name = entry.replace("\\", "/").rpartition("/")[2]
        self.name = name.removesuffix(".gz").removesuffix(".bz2")
        self.size = max(archive.size // len(archive.entries), 1)
        self.left_out = []
        self._raw = None
        self._entry = entry
        self.entries = []
        self.start = self._start()

    @property
    def done(self) -> int:
        """Of an archive nobody can tell how much of it one file is."""
        return 0

    def open(self, entry: str = "") -> IO[bytes]:
        return super().open(entry or self._entry)


def _plain(opened: io.BufferedReader) -> io.BufferedReader:
    return with_line_ends(in_utf8(opened))
