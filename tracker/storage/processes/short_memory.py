"""What is worth knowing for a while, and need not outlive anything: in one process's memory, or
where all that are one server find it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import Protocol


class Remembered(Protocol):
    """Some names, and what is known of each, while nobody else changes it."""

    def get(self, name: str) -> bytes | None: ...

    def put(self, name: str, value: bytes, life: float) -> None:
        """Known for so many seconds, instead of what was before."""

    def forget(self, name: str) -> None: ...


class Memory(Protocol):
    """Of one kind of things, and of bounded size: where it ends, what is soonest over goes."""

    async def found(self, *names: str) -> Mapping[str, bytes]:
        """What is known of these. Raises StorageError."""

    def changing(self, *names: str) -> AbstractAsyncContextManager[Remembered]:
        """Kept on the way out, all of it or nothing; whoever wants to change one of them, too,
        waits. Raises StorageError."""
