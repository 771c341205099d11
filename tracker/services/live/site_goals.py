"""The goals of those sites that somebody watches, in memory; open views hear of changes at once."""

from __future__ import annotations

from collections.abc import Callable

from tracker.domain.messages import GoalsMessage
from tracker.domain.reports.goal_rules import GoalRule, rule_of
from tracker.storage.file.transactions import Accounts
from tracker.storage.sites.goals import goals_of


class SiteGoals:
    """Views see by themselves which row reaches one: a hit costs nothing more, and after a change
    the rows that are shown already tell of it, too. Strangers are told nothing of goals: what they
    see is rewritten (shared_feeds.py)."""

    def __init__(self, db: Accounts, tell: Callable[[int, GoalsMessage], None]) -> None:
        self._db = db
        self._tell = tell
        self._known: dict[int, list[GoalRule]] = {}
        self._changes = 0

    async def of(self, site_id: int) -> list[GoalRule]:
        known, changes = self._known.get(site_id), self._changes
        if known is None:
            known = [rule_of(goal) for goal in await goals_of(self._db, site_id)]
            if changes == self._changes:  # else they may be those of before
                self._known[site_id] = known
        return known

    async def changed(self, site_id: int) -> None:
        """An editor has made, changed or removed one."""
        self.forget(site_id)
        self._tell(site_id, GoalsMessage(await self.of(site_id)))

    async def learn_all(self) -> None:
        """Another process may have changed any."""
        for site_id in list(self._known):
            await self.changed(site_id)

    def forget(self, site_id: int) -> None:
        """The site is no more, or has others."""
        self._changes += 1
        self._known.pop(site_id, None)
