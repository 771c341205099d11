"""What answers questions about a site's visits."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from tracker.domain.reports.question import Answer, Question
from tracker.services.lists.lists import Lists


class Reports(Protocol):
    """An engine of its own beside the log, which it follows."""

    async def answer(self, question: Question) -> Answer:
        """Counts everything that the log held when it was asked. Raises Unavailable, and
        BadQuestion."""
        ...


class State(NamedTuple):
    """`wrong`: why nothing is answered, "" where it is. `known`: the share of the log that is
    counted; None while nobody knows."""

    wrong: str
    known: float | None
    bytes: int
    failed_at: int
    failure: str


class Engine(Reports, Protocol):
    """All that pages, programs and assistants ask one. The embedded one is FollowedReports, where
    several processes are one server FiledReports. A question more is a method of `Lists`, which
    names what is asked and gives plain values of domain/reports/."""

    @property
    def lists(self) -> Lists:
        """Visits and events one by one, and how visits go."""

    async def property_names(self, question: Question, event: str) -> list[str]:
        """What rows of that name carry in the question's span, the most frequent first; its filters
        do not matter. Raises Unavailable."""

    @property
    def wrong(self) -> str:
        """For /readyz: why nothing is answered and somebody has to mend it; "" where nothing is."""

    @property
    def state(self) -> State:
        """For whoever looks after the server. Blocks for a moment."""
