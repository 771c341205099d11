"""What is in an archive that may be wanted, whoever has packed it.

Traps: `__MACOSX` and other companions of files, folders, backslashes in names, names that lead out
of the archive, one name twice or in capitals as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import IO

from tracker.domain.imports.imported import ImportedFile, LeftOut, Reason, Unusable
from tracker.domain.imports.reading.objects import Told, json_lines
from tracker.domain.imports.reading.tables import header_of

MOST = 10_000  # entries that are looked at
BEGINNING = 1 << 16


def entries_of(file: ImportedFile) -> Iterator[str | LeftOut]:
    """The names of its files as they stand there; of what is no file nothing."""
    seen: set[str] = set()
    for name in file.entries[:MOST]:
        plain = name.replace("\\", "/")
        parts = plain.split("/")
        if "__MACOSX" in parts or not parts[-1] or parts[-1].startswith("."):
            continue
        if ".." in parts or plain.startswith("/") or ":" in parts[0]:
            yield LeftOut(Reason.VALUE, 0, name, "a name that leads out of the archive")
        elif (low := plain.lower()) in seen:
            yield LeftOut(Reason.REPEATED, 0, name)
        else:
            seen.add(low)
            yield name


def tables_of(file: ImportedFile) -> Iterator[tuple[str, list[str]] | LeftOut]:
    """Every table in an archive, or the one that the file is: its entry, and its header."""
    if not file.entries:
        yield "", header_of(BytesIO(file.start))
    for entry in entries_of(file) if file.entries else ():
        if isinstance(entry, LeftOut):
            yield entry
            continue
        try:
            with file.open(entry) as opened:
                header = header_of(_beginning(opened))
        except Unusable as error:
            yield LeftOut(Reason.VALUE, 0, entry, str(error))
        else:
            yield entry, header


def objects_in(file: ImportedFile, entry: str) -> Iterator[Told | LeftOut]:
    """Those of an entry that has one a line; of one that cannot be read that it is so."""
    try:
        opened = file.open(entry)
    except Unusable as error:
        yield LeftOut(Reason.VALUE, 0, entry, str(error))
        return
    with opened:
        yield from json_lines(opened, entry)


def _beginning(opened: IO[bytes]) -> IO[bytes]:
    return BytesIO(opened.read(BEGINNING))
