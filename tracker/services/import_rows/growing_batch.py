"""A batch as it grows: what its rows share stands in it once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

from tracker.domain.agents import Agent
from tracker.domain.events import Page
from tracker.domain.hits import LANGUAGE_BYTES, NAME_BYTES, PAGEVIEW, TEXT_BYTES
from tracker.domain.imports.brought import BroughtEvents, BroughtRow, Origin
from tracker.domain.places import Place
from tracker.domain.text import tidy
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
    """All places are to be asked by `[...]`; `agent_of` reads a user agent. Nothing in it names the
    batch itself: it goes with its last user, and waits for no collector."""

    def __init__(self, agent_of: Callable[[str], Agent]) -> None:
        self.rows: list[BroughtRow] = []
        texts: Numbered[str] = Numbered()
        self._texts = texts
        self.pages: Numbered[Page] = Numbered()
        self.origins: Numbered[Origin] = Numbered()
        self.places: Numbered[Place] = Numbered()
        agents: Numbered[Agent] = Numbered()
        self.agents = agents
        self.names = Told[str](lambda said: texts[_name(said)])
        self.titles = Told[str](lambda said: texts[tidy(said, TEXT_BYTES)])
        self.languages = Told[str](lambda said: texts[tidy(said, LANGUAGE_BYTES)])
        self.user_agents = Told[str](lambda said: agents[agent_of(said)])

    @property
    def batch(self) -> Batch:
        """As it is sent."""
        shared = (list(self._texts), list(self.pages), list(self.origins))
        return Batch(BroughtEvents(self.rows, *shared, list(self.places), list(self.agents)))


def _name(said: str) -> str:
    return said if said == PAGEVIEW else tidy(said, NAME_BYTES).strip() or PAGEVIEW
