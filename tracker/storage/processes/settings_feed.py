"""What people change, told to every process: an engine that many share has such a feed."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from tracker.storage.file.transactions import Change


class SettingsFeed(Protocol):
    """Numbered in the order of the commits, without a hole."""

    def nudge(self) -> None:
        """There may be news: whoever follows looks at once."""

    async def newest(self) -> int:
        """The number of the last change, 0 for none. Raises StorageError."""

    def changes(self, after: int) -> AsyncGenerator[Sequence[Change], None]:
        """All behind that number, some at a time, and then each as it comes; while the engine is
        away, nothing. Raises Forgotten, and StorageError."""
