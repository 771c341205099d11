"""A batch as it grows: what its rows share stands in it once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

from tracker.domain.agents import Agent
from tracker.domain.events import UNKNOWN, Page
from tracker.domain.hits import LANGUAGE_BYTES, NAME_BYTES, PAGEVIEW, TEXT_BYTES
from tracker.domain.imports.brought import NONE, BroughtEvents, Columns, Origin, no_columns
from tracker.domain.imports.counted_rows import CountedRows, no_rows
from tracker.domain.places import NOWHERE, Place
from tracker.domain.text import tidy
from tracker.services.import_rows.row_parts import OriginAsked
from tracker.services.imports.sent_rows import Batch

K = TypeVar("K", bound=Hashable)


class Numbered(dict[K, int]):
    """By what was asked for its place in the order in which all of it came."""

    def __missing__(self, key: K) -> int:
        number = self[key] = len(self)
        return number


class Told(dict[K, int]):
    """By what a source says the place of what we make of it."""

    def __init__(self, place: Callable[[K], int]) -> None:
        super().__init__()
        self._place = place

    def __missing__(self, key: K) -> int:
        number = self[key] = self._place(key)
        return number


class GrowingBatch:
    """All places are to be asked by `[...]`; `agent_of` reads a user agent, `origin_of` a referrer
    and what stands beside it. Nothing in it names the batch itself: it goes with its last user, and
    waits for no collector."""

    def __init__(
        self, agent_of: Callable[[str], Agent], origin_of: Callable[[OriginAsked], Origin]
    ) -> None:
        self._columns = no_columns()
        self.counted = no_rows()
        texts: Numbered[str] = Numbered()
        self._texts = texts
        self.pages: Numbered[Page] = Numbered()
        origins: Numbered[Origin] = Numbered()
        self._origins = origins
        places: Numbered[Place] = Numbered()
        self._places = places
        agents: Numbered[Agent] = Numbered()
        self._agents = agents
        self.names = Told[str](lambda said: texts[_name(said)])
        self.titles = Told[str](lambda said: texts[tidy(said, TEXT_BYTES)])
        self.languages = Told[str](lambda said: texts[tidy(said, LANGUAGE_BYTES)])
        self.origins = Told[OriginAsked](lambda asked: origins[origin_of(asked)])
        self.places = Told[Place](lambda place: NONE if place == NOWHERE else places[place])
        self.agents = Told[tuple[str, Agent | None]](
            lambda said: agents[said[1] or (agent_of(said[0]) if said[0] else UNKNOWN)]
        )

    def __len__(self) -> int:
        return len(self._columns.key)

    def add(self, columns: Columns, counted: CountedRows) -> None:
        """Rows that name places of this batch, and what is counted of them."""
        _extend(self._columns, columns)
        _extend(self.counted, counted)

    @property
    def batch(self) -> Batch:
        """As it is sent."""
        shared = (list(self._texts), list(self.pages), list(self._origins))
        return Batch(BroughtEvents(self._columns, *shared, list(self._places), list(self._agents)))


def _extend(columns: Iterable[list[Any]], more: Iterable[list[Any]]) -> None:
    for column, its in zip(columns, more, strict=True):
        column.extend(its)


def _name(said: str) -> str:
    return said if said == PAGEVIEW else tidy(said, NAME_BYTES).strip() or PAGEVIEW
