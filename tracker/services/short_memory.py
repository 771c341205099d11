"""Things that are known for a while: single ones of them, and this process's own memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from tracker.domain.expiring import Expiring
from tracker.storage.processes.short_memory import Memory, Remembered


class OwnMemory:
    """Of this process alone: a restart forgets it. The longest unused goes first."""

    def __init__(self, clock: Callable[[], float], most: int) -> None:
        self._kept: Expiring[str, bytes] = Expiring(clock, most)  # seconds, monotonic

    async def found(self, *names: str) -> Mapping[str, bytes]:
        """As Memory.found."""
        known = {name: self._kept.get(name) for name in names}
        return {name: value for name, value in known.items() if value is not None}

    @asynccontextmanager
    async def changing(self, *_names: str) -> AsyncIterator[Remembered]:
        """As Memory.changing, for who waits for nothing inside."""
        yield self

    def get(self, name: str) -> bytes | None:
        """As Remembered."""
        return self._kept.get(name)

    def put(self, name: str, value: bytes, life: float) -> None:
        """As Remembered."""
        self._kept.put(name, value, life)

    def forget(self, name: str) -> None:
        """As Remembered."""
        self._kept.pop(name)

    def __len__(self) -> int:
        return len(self._kept)


async def find(memory: Memory, name: str) -> bytes | None:
    """What is known of it."""
    return (await memory.found(name)).get(name)


async def keep(memory: Memory, name: str, value: bytes, life: float) -> None:
    """Known from now on."""
    async with memory.changing(name) as kept:
        kept.put(name, value, life)


async def add(memory: Memory, name: str, life: float) -> bool:
    """Whether it was not known yet; now it is. Of several who add it at once one is the first."""
    async with memory.changing(name) as kept:
        if kept.get(name) is not None:
            return False
        kept.put(name, b"", life)
        return True


async def take(memory: Memory, name: str) -> bytes | None:
    """What is known of it, and no more from now on: of several who take it at once one has it."""
    if await find(memory, name) is None:
        return None  # whoever tries names that are none keeps nobody waiting
    async with memory.changing(name) as kept:
        value = kept.get(name)
        kept.forget(name)
        return value


async def forget(memory: Memory, name: str) -> None:
    """It has served."""
    await take(memory, name)
