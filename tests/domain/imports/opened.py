"""A file in memory, as formats are given one."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from typing import IO

from tracker.domain.imports.formats import format_of
from tracker.domain.imports.imported import Choice, Imported, ImportedRow, LeftOut


class Given:
    """`entries`: of an archive what its files hold, by their names."""

    def __init__(
        self, held: bytes | str, name: str = "file", entries: dict[str, bytes] | None = None
    ) -> None:
        self.held = held.encode() if isinstance(held, str) else held
        self.name = name
        self.start = self.held[:65_536]
        self.files = entries or {}
        self.entries = list(self.files)

    def open(self, entry: str = "") -> IO[bytes]:
        return io.BytesIO(self.files[entry] if entry else self.held)


class InMemory:
    """A shelf."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], list[bytes]] = {}

    def put(self, kind: str, key: str, value: bytes) -> None:
        self.kept.setdefault((kind, key), []).append(value)

    def get(self, kind: str, key: str) -> list[bytes]:
        return self.kept.get((kind, key), [])


def read(held: bytes | str, **choice: str) -> list[Imported]:
    """All that the format of it says."""
    file = Given(held)
    found, _ = format_of(file)
    return list(found.read(file, Choice(**choice), InMemory()))  # type: ignore[arg-type]


def rows(held: bytes | str) -> list[ImportedRow]:
    return [each for each in read(held) if isinstance(each, ImportedRow)]


def reasons(found: Iterable[Imported]) -> Counter[str]:
    return Counter(each.reason.value for each in found if isinstance(each, LeftOut))
