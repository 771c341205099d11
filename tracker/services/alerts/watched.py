"""One alert as it is watched: what has happened that nobody was told yet."""

from __future__ import annotations

from typing import NamedTuple
from zoneinfo import ZoneInfo

from tracker.domain.alerts.alert import Alert, may_be_told
from tracker.domain.alerts.message import Facts
from tracker.domain.alerts.minutes import Minutes
from tracker.domain.reports.goals import Goal

TENS = 10  # minutes in which much is counted


class State(NamedTuple):
    """Whether something holds, and what is to be said of it."""

    number: int = 0
    least: int | None = None
    usual: int | None = None
    minutes: int = 0
    example: str = ""


class Watched:
    """`happened` counts what comes one by one; `told` is asked now and then for the message."""

    def __init__(self, alert: Alert, goal: Goal | None) -> None:
        self.alert = alert
        self.goal = goal
        self.told_at = alert.told_at
        self.times = Minutes()
        self._waiting = 0
        self._example = ""
        self._first_at = 0
        self._holds = False

    def take_over(self, before: Watched) -> None:
        """What is known of the same alert before it was changed."""
        self.told_at, self.times, self._holds = before.told_at, before.times, before._holds

    def happened(self, at: int, example: str) -> None:
        """Once more; the first since the last message is named in the next one."""
        self.times.add(at)
        if not self._waiting:
            self._example, self._first_at = example, at
        self._waiting += 1

    @property
    def waits(self) -> bool:
        """Whether something has happened of which nobody was told."""
        return self._waiting > 0

    @property
    def example(self) -> str:
        return self._example

    def one_by_one(self, at: int, zone: ZoneInfo) -> Facts | None:
        """The message about what has happened since the last one."""
        if not self._waiting or not may_be_told(self.alert, self.told_at, at, zone):
            return None
        facts = self._facts(State(number=self._waiting, example=self._example), at)
        self._waiting = 0
        return facts

    def while_it_holds(self, state: State | None, at: int, zone: ZoneInfo) -> Facts | None:
        """The message about something that has begun to hold: one, until it has ended."""
        if state is None:
            self._holds, self._waiting = False, 0
            return None
        if self._holds or not may_be_told(self.alert, self.told_at, at, zone):
            return None
        self._holds = True
        return self._facts(state, at)

    def _facts(self, state: State, at: int) -> Facts:
        self.told_at = at
        alert = self.alert
        return Facts(
            kind=alert.kind,
            at=at,
            alert_id=alert.id,
            alert=alert.name,
            of=alert.of,
            count=state.number,
            usual=state.usual,
            least=state.least,
            minutes=state.minutes,
            example=state.example,
            goal=self.goal.name if self.goal else "",
        )
