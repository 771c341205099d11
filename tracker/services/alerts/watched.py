"""One alert as it is watched: what has happened that nobody was told yet, and what lasts."""

from __future__ import annotations

from typing import NamedTuple
from zoneinfo import ZoneInfo

from tracker.domain.alerts.alert import ENDING, MINUTE, Alert, is_quiet, may_be_told
from tracker.domain.alerts.memory import AlertMemory
from tracker.domain.alerts.message import Facts
from tracker.domain.alerts.minutes import Minutes
from tracker.domain.reports.goals import Goal


class State(NamedTuple):
    """Whether something holds, and what is to be said of it."""

    holds: bool
    number: int = 0
    least: int | None = None
    usual: int | None = None
    minutes: int = 0
    example: str = ""


class Watched:
    """`happened` counts what comes one by one; the two others are asked now and then for a message.
    `lasts`: ms UTC, since when something holds that was told."""

    def __init__(self, alert: Alert, goal: Goal | None) -> None:
        self.alert = alert
        self.goal = goal
        self.told_at = alert.told_at
        self.times = Minutes()
        self.lasts: int | None = None
        self.example = ""
        self._waiting = 0

    def take_over(self, before: Watched) -> None:
        """What is known of the same alert before it was changed."""
        self.told_at, self.times, self.lasts = before.told_at, before.times, before.lasts
        self.example, self._waiting = before.example, before._waiting

    def memory(self) -> AlertMemory:
        """What is known, to be kept."""
        return AlertMemory(self._waiting, self.example, self.lasts, self.times.counts())

    def take_up(self, memory: AlertMemory) -> None:
        """What was known when it was kept."""
        self._waiting, self.example, self.lasts = memory.waiting, memory.example, memory.lasts
        self.times.put(memory.times)

    def happened(self, at: int, example: str) -> None:
        """Once more; the first since the last message is named in the next one."""
        self.times.add(at)
        if not self._waiting:
            self.example = example
        self._waiting += 1

    def one_by_one(self, at: int, zone: ZoneInfo) -> Facts | None:
        """The message about what has happened since the last one."""
        if not self._waiting or not may_be_told(self.alert, self.told_at, at, zone):
            return None
        facts = self._told(State(True, self._waiting, example=self.example), at)
        self._waiting = 0
        return facts

    def while_it_holds(self, state: State | None, at: int, zone: ZoneInfo) -> Facts | None:
        """The message about something that has begun to hold: one, until it has ended. None as the
        state: nobody can say now."""
        if state is None or not state.holds:
            return self._ended(state, at, zone)
        if self.lasts is not None or not may_be_told(self.alert, self.told_at, at, zone):
            return None
        self.lasts = at - state.minutes * MINUTE
        return self._told(state, at)

    def _ended(self, state: State | None, at: int, zone: ZoneInfo) -> Facts | None:
        """The message that it is over, where that is one: whoever was told of a silence wants to
        know, though not in quiet hours."""
        if self.alert.kind not in ENDING:
            self.lasts, self._waiting = None, 0
        if self.lasts is None or state is None or is_quiet(self.alert.quiet, at, zone):
            return None
        minutes, self.lasts = (at - self.lasts) // MINUTE, None
        facts = self._facts(state._replace(minutes=minutes), at)
        facts.resolved = True
        return facts

    def _told(self, state: State, at: int) -> Facts:
        self.told_at = at
        return self._facts(state, at)

    def _facts(self, state: State, at: int) -> Facts:
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
