"""What must not be forgotten whatever becomes of what people keep: short texts, one after the
other."""

from __future__ import annotations

from typing import Protocol


class Notes(Protocol):
    """Nothing of it goes."""

    async def note(self, text: str) -> None:
        """It is durable when this returns. Raises RefusesForNow: it may be noted all the same."""

    async def all(self) -> list[str]:
        """In the order in which they were noted. Raises RefusesForNow."""
