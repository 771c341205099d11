"""Events that an import brings, as they travel from whoever reads a file to the disk: column by
column, and what many of them share stands once in a batch."""

from __future__ import annotations

from collections.abc import Container
from itertools import compress
from typing import NamedTuple

import msgspec

from tracker.domain.agents import Agent
from tracker.domain.events import Page
from tracker.domain.places import Place
from tracker.domain.sources import Source

NONE = -1

Origin = tuple[str, Source]  # a referrer, and what it means


class Columns(NamedTuple):
    """Of events of which everything is known but their cursors. `key`: the hashes of what makes
    them themselves, in the beacons' place; `engaged` and `depth`: of their leaves, 0 = there is
    none."""

    key: list[int]
    id: list[int]
    at: list[int]
    visitor: list[int]
    visit: list[int]
    name: list[int]  # of the batch's texts, as are title and language
    page: list[int]
    title: list[int]
    origin: list[int]
    place: list[int]  # NONE = unknown
    agent: list[int]
    language: list[int]
    width: list[int]
    properties: list[str | None]
    address: list[str | None]
    engaged: list[int]
    depth: list[int]


def no_columns() -> Columns:
    return Columns._make([] for _ in Columns._fields)


class BroughtEvents(msgspec.Struct, array_like=True, gc=False):
    """Some rows, and what they name by its place in a list."""

    columns: Columns = msgspec.field(default_factory=no_columns)
    texts: list[str] = []
    pages: list[Page] = []
    origins: list[Origin] = []
    places: list[Place] = []
    agents: list[Agent] = []

    def __len__(self) -> int:
        return len(self.columns.key)

    @property
    def cursors(self) -> int:
        """How many the log gives to them."""
        return len(self) + sum(map(bool, map(max, self.columns.engaged, self.columns.depth)))

    def part(self, first: int, upto: int) -> BroughtEvents:
        """The rows from the place `first` on, before `upto`."""
        some = Columns._make(column[first:upto] for column in self.columns)
        return msgspec.structs.replace(self, columns=some)

    def without(self, known: Container[int]) -> BroughtEvents:
        """The rows that have other keys."""
        new = [key not in known for key in self.columns.key]
        some = Columns._make(list(compress(column, new)) for column in self.columns)
        return msgspec.structs.replace(self, columns=some)
