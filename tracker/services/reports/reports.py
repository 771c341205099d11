"""What answers questions about a site's visits."""

from __future__ import annotations

from typing import Protocol

from tracker.domain.reports.question import Answer, Question


class Reports(Protocol):
    """An engine of its own beside the log, which it follows."""

    async def answer(self, question: Question) -> Answer:
        """Counts everything that the log held when it was asked. Raises Unavailable, and
        BadQuestion."""
        ...
