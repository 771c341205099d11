"""Files for formats to read, from bytes; and a shelf in memory."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from tracker.domain.imports.formats import format_of
from tracker.domain.imports.imported import (
    Choice,
    Imported,
    ImportedDay,
    ImportedRow,
    LeftOut,
    Unusable,
)

DATA = Path(__file__).parents[2] / "data" / "imports"
START = 64 * 1024
# Stands in the committed files for a field of 140,000 letters.
MARK, HUGE = b"@140000 x@", b"x" * 140_000
BERLIN = Choice(zone=ZoneInfo("Europe/Berlin"))


UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


class GivenFile:
    """As `ImportedFile` says; what is damaged in an archive ends early."""

    def __init__(self, content: bytes, name: str = "") -> None:
        self.name = name
        self._content = _unpacked(content)
        self.entries = [each.filename for each in _archive(content)]
        self.start = self._content[:START]

    def open(self, entry: str = "") -> IO[bytes]:
        if not entry:
            return io.BytesIO(self._content)
        try:
            found = zipfile.ZipFile(io.BytesIO(self._content)).read(entry)
        except UNREADABLE as error:
            raise Unusable(f"{entry} cannot be read in this archive.") from error
        return io.BytesIO(found)


def _unpacked(content: bytes) -> bytes:
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        return gzip.decompress(content)
    except (EOFError, OSError, zlib.error):
        return b""


def _archive(content: bytes) -> Iterator[zipfile.ZipInfo]:
    if content[:2] == b"PK":
        try:
            archive = zipfile.ZipFile(io.BytesIO(content))
        except UNREADABLE:
            return
        yield from (each for each in archive.infolist() if each.filename and not each.is_dir())


class GivenShelf:
    """As `Shelf` says."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], list[bytes]] = defaultdict(list)

    def put(self, kind: str, key: str, value: bytes) -> None:
        self._kept[kind, key].append(value)

    def get(self, kind: str, key: str) -> list[bytes]:
        return self._kept[kind, key]


class Found:
    """All that a file came to."""

    def __init__(self, name: str, all_of_it: list[Imported]) -> None:
        self.format = name
        self.rows = [each for each in all_of_it if isinstance(each, ImportedRow)]
        self.days = [each for each in all_of_it if isinstance(each, ImportedDay)]
        self.left_out = [each for each in all_of_it if isinstance(each, LeftOut)]

    @property
    def pageviews(self) -> list[ImportedRow]:
        return [each for each in self.rows if each.name == "pageview"]

    @property
    def events(self) -> list[ImportedRow]:
        return [each for each in self.rows if each.name != "pageview"]

    def reasons(self, file: str = "") -> list[tuple[int, str]]:
        """The lines that were left out, of an archive's file."""
        return [(each.line, each.reason.value) for each in self.left_out if each.file == file]

    def total(self, measure: str, dimension: str = "") -> int:
        """Of the days' sums."""
        days = (each for each in self.days if each.dimension == dimension)
        return sum(getattr(each, measure) for each in days)

    def values(self, dimension: str, measure: str = "visits") -> dict[str, int]:
        found: dict[str, int] = defaultdict(int)
        for each in self.days:
            if each.dimension == dimension:
                found[each.value] += getattr(each, measure)
        return dict(found)


def given(name: str) -> bytes:
    """A committed file's content."""
    return (DATA / name).read_bytes().replace(MARK, HUGE)


def read(content: bytes, choice: Choice = BERLIN) -> Found:
    """By whichever format it is. Raises Unusable."""
    file = GivenFile(content)
    known, name = format_of(file)
    assert name in known.titles
    sites = known.sites(file)
    which = choice.which or (sites[0].id if len(sites) == 1 else "")
    return Found(name, list(known.read(file, choice._replace(which=which), GivenShelf())))


def archive(files: Mapping[str, str | bytes]) -> bytes:
    """A zip of them, in that order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return out.getvalue()
