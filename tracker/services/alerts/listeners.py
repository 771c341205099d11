"""Which of a site's alerts wait for what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracker.domain.alerts.missing import missing_path
from tracker.domain.blocks.page_patterns import fits
from tracker.domain.events import Event
from tracker.domain.reports.goal_rules import reaches
from tracker.domain.rows import Leave
from tracker.services.alerts.watched import Watched

NOT_FOUND = "404"
LEFT = 10_000  # pages that are remembered to have reached a goal already


class Listeners:
    """Each answers whether somebody is to hear of it at once. `waits_for_reading`: a goal is one
    that pages reach when they are left."""

    def __init__(self) -> None:
        self._reached: dict[tuple[int, int], None] = {}  # alerts and their pageviews
        self.put(())

    def put(self, watched: Iterable[Watched]) -> None:
        """These from now on."""
        self.all = list(watched)
        self.sources = self._of("source")
        self.campaigns = self._of("campaign")
        self._missing, self._refused = self._of("missing"), self._of("refused")
        goals = [(each, each.goal) for each in self.all if each.goal]
        self._pages = [(each, goal) for each, goal in goals if goal.kind == "page"]
        self._leaves = [(each, goal) for each, goal in goals if goal.kind in {"scroll", "engaged"}]
        self.waits_for_reading = bool(self._leaves)
        self._events: dict[str, list[Watched]] = {}
        for each, goal in goals:
            if goal.kind == "event":
                self._events.setdefault(goal.of, []).append(each)

    def page(self, row: Event) -> bool:
        """A page was opened."""
        path = row.page.path
        return _all([each for each, goal in self._pages if fits(goal.of, path)], row.at, path)

    def event(self, row: Event) -> bool:
        """Something else has happened on one."""
        path, missed = row.page.path, False
        if row.name == NOT_FOUND and self._missing:
            missing = missing_path(row.properties, path)
            missed = _all(
                [e for e in self._missing if fits(e.alert.of or "**", missing)], row.at, missing
            )
        return _all(self._events.get(row.name, ()), row.at, path) or missed

    def leave(self, row: Leave) -> bool:
        """A page was left: its depth and its time are known now."""
        return _all(
            [each for each in self._reading(row) if self._once(each, row)], row.at, row.path
        )

    def left_before(self, row: Leave) -> None:
        """What it has reached was told, or is about to be."""
        for each in self._reading(row):
            self._once(each, row)

    def refused(self, reason: str, at: int) -> None:
        """A hit was not counted."""
        _all(self._refused, at, reason)

    def _of(self, kind: str) -> list[Watched]:
        return [each for each in self.all if each.alert.kind == kind]

    def _reading(self, row: Leave) -> Iterator[Watched]:
        """Whose goals a page reaches that was left like this."""
        for each, goal in self._leaves:
            if reaches(goal, row.engaged, row.depth) and fits(goal.of, row.path):
                yield each

    def _once(self, each: Watched, row: Leave) -> bool:
        """A page may be left again and again, and reaches a goal once."""
        page = row.page.cursor if row.page else 0
        reached = each.alert.id, page
        if not page or reached in self._reached:
            return False
        self._reached[reached] = None
        if len(self._reached) > LEFT:
            del self._reached[next(iter(self._reached))]
        return True


def first(watched: Iterable[Watched], name: str, at: int) -> bool:
    """Tell those that wait for that name, or for any; whether there are such."""
    return _all([e for e in watched if e.alert.of.casefold() in {"", name.casefold()}], at, name)


def _all(watched: Iterable[Watched], at: int, example: str) -> bool:
    heard = list(watched)
    for each in heard:
        each.happened(at, example)
    return bool(heard)
