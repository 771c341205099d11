"""Which files are read, as what, and in which order."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tracker.domain.imports.formats import format_of, known_format_of, site_in
from tracker.domain.imports.imported import Choice, ImportedRow, LeftOut, Reason, Unusable
from tracker.domain.imports.reading.archives import entries_of
from tracker.domain.imports.unknown_files import said_of
from tracker.services.import_files.following import Following
from tracker.services.import_files.opened_files import OpenedEntry, OpenedFile
from tracker.services.import_files.reading import Source
from tracker.storage.imports.shelf import shelf
from tracker.storage.sites.sites import Site

LOOKED_AT = 10_000  # rows, for the first of a file


class Wanted(NamedTuple):
    """What whoever imports has said. `since`, `before`: ms, UTC; `own`: also the time since which
    the site counts itself."""

    site: str
    which: str = ""
    zone: ZoneInfo | None = None
    since: int | None = None
    before: int | None = None
    own: bool = False
    dry: bool = False
    user: int | None = None
    called: str | None = None  # the file that was sent


def sources_of(
    paths: Sequence[Path], wanted: Wanted, site: Site, following: Following | None
) -> list[Source]:
    """The files, in the order of their first rows; what is followed is the last."""
    found = [each for path in paths for each in _sources(path, wanted, site, following)]
    if len(found) > 1:
        found.sort(key=lambda each: first_at(each) or 0)
    if following:
        found.sort(key=lambda each: following.is_last(each.file))
    return found


def _sources(path: Path, wanted: Wanted, site: Site, following: Following | None) -> list[Source]:
    try:
        file = following.opened(path) if following else OpenedFile(path)
        file.name = wanted.called or file.name
        return [_source(each, wanted, site, following) for each in _files_in(file)]
    except Unusable as error:
        raise Unusable(f"{wanted.called or path.name}: {error}") from error


def _files_in(file: OpenedFile) -> list[OpenedFile]:
    """The file itself; of an archive that somebody has made of files of any products, those that
    can be used. Raises Unusable where there is none, and why the first one cannot be."""
    if not file.entries or known_format_of(file):
        return [file]
    found: list[OpenedFile] = []
    beside: list[LeftOut] = []
    refused: list[Unusable] = []
    for entry in entries_of(file):
        try:
            each = entry if isinstance(entry, LeftOut) else _used(file, entry)
        except Unusable as error:
            refused.append(error)
            each = LeftOut(Reason.VALUE, 0, str(entry), str(error))
        beside.append(each) if isinstance(each, LeftOut) else found.append(each)
    if refused and not found:
        raise refused[0]
    for first in found[:1]:
        first.beside = beside
    return found or [file]


def _used(archive: OpenedFile, entry: str) -> OpenedFile | LeftOut:
    """Raises Unusable."""
    opened = OpenedEntry(archive, entry)
    if known_format_of(opened):
        return opened
    return LeftOut(Reason.OTHER_ROW, 0, entry, said_of(opened))


def _source(file: OpenedFile, wanted: Wanted, site: Site, following: Following | None) -> Source:
    known, name = format_of(file)
    if following:
        following.check(known)
    which = site_in(known.sites(file), wanted.which, (site.name, *site.hosts))
    return Source(file, known, name, Choice(which, wanted.zone))


def first_at(source: Source) -> int | None:
    """When the first row of a file is of; None where it has none in its beginning."""
    with suppress(Unusable), shelf() as passing:
        with closing(_items(source, passing)) as items:
            for _number, row in zip(range(LOOKED_AT), items, strict=False):
                if isinstance(row, ImportedRow):
                    source.file.left_out.clear()
                    return row.at
    source.file.left_out.clear()
    return None


def _items(source: Source, passing: Any) -> Generator[object]:
    yield from source.format.read(source.file, source.choice, passing)


def mark_of(sources: Sequence[Source]) -> str:
    """Of what stands in the files: whatever they are called, and in which order they come."""
    parts = sorted(
        blake2b(each.file.start, digest_size=16).hexdigest() + str(each.file.size)
        for each in sources
    )
    return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()
