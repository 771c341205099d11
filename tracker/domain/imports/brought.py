"""Events that an import brings, as they travel from whoever reads a file to the disk: what many of
them share stands once in a batch, and they say where."""

from __future__ import annotations

import msgspec

from tracker.domain.agents import Agent
from tracker.domain.events import Page
from tracker.domain.places import Place
from tracker.domain.sources import Source

NONE = -1

Origin = tuple[str, Source]  # a referrer, and what it means


class BroughtRow(msgspec.Struct, array_like=True, gc=False):
    """An event of which everything is known but its cursor. `key`: the hash of what makes it
    itself, in the beacon's place; `engaged` and `depth`: of its leave, 0 = there is none."""

    key: int
    id: int
    at: int
    visitor: int
    visit: int
    name: int  # of the batch's texts, as are title and language
    page: int
    title: int
    origin: int
    place: int  # NONE = unknown
    agent: int
    language: int
    width: int
    properties: str | None
    address: str | None
    engaged: int
    depth: int


class BroughtEvents(msgspec.Struct, array_like=True, gc=False):
    """Some rows, and what they name by its place in a list."""

    rows: list[BroughtRow] = []
    texts: list[str] = []
    pages: list[Page] = []
    origins: list[Origin] = []
    places: list[Place] = []
    agents: list[Agent] = []

    @property
    def cursors(self) -> int:
        """How many the log gives to them."""
        return len(self.rows) + sum(1 for row in self.rows if row.engaged or row.depth)
