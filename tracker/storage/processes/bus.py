"""What processes tell each other and may miss: nothing that is nowhere else goes this way."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple, Protocol

from tracker.storage.file.errors import RefusesForNow


class NobodyAnswers(RefusesForNow):
    """Nobody hears the topic, or not in time."""


class Told(NamedTuple):
    """`sequence`: the number of the log's message that it is, or 0. `answer`: to who has asked;
    nobody hears it where nobody did."""

    data: bytes
    sequence: int
    answer: Callable[[bytes], None]


class Bus(Protocol):
    """Topics are words with dots between them."""

    def tell(self, topic: str, data: bytes) -> None:
        """All who hear the topic, in any process; lost where the way is broken."""

    def hear(self, topic: str) -> AbstractAsyncContextManager[AsyncIterator[Told]]:
        """What is told from the moment on at which it is entered."""

    async def ask(self, topic: str, data: bytes, within: float) -> bytes:
        """The first answer of who hears the topic, within so many seconds. Raises NobodyAnswers."""
