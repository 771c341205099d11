"""What views of a moment of the past are told: as much as one had been told by then, and what came
then. A page at a time; nothing is held between two."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from math import isqrt

import msgspec

from tracker.domain.events import Event
from tracker.domain.ids import is_first
from tracker.domain.message_of import message_of
from tracker.domain.messages import LogMessage
from tracker.domain.reports.goal_rules import GoalRule
from tracker.domain.rows import Back, Leave, Row
from tracker.domain.visits import GONE_AFTER
from tracker.storage.log.event_log import EventLog
from tracker.storage.past.past_rows import PastRows
from tracker.storage.past.stretch_rows import Stretch, StretchRows, TimedRow

BACKLOG = 200  # events that a view begins with
MOST = 8_000  # events of the half hour before that are told; where there are more, of some visits
MOST_COUNTED = 4_000_000
SLICE = 300_000  # ms that are read at once, where there are very many
MOST_OF_PAGE = 2_000  # events, and as many leaves
MOST_EARLIER = 500  # visits whose beginning is looked for
SETTLED = 2_000  # ms: what is younger may not be on the disk yet
FURTHER = 3  # so many times more than `MOST`, by bad luck with the visits that are chosen


class PastPage(msgspec.Struct, omit_defaults=True):
    """All that was told from the asked time to before `until`. `one_of`: of so many visits one is
    told; `is_about`: who was here is known about only; `next`: where it is empty, when the next
    event was; `is_now`: there is no more yet; `goals`: the site's, with a beginning."""

    log: str
    messages: list[LogMessage]
    until: int
    one_of: int = 1
    is_about: bool = False
    is_now: bool = False
    next: int | None = None
    goals: list[GoalRule] = []


class Past:
    """One read at a time, whoever looks back: the others are for what happens now."""

    def __init__(self, rows: PastRows, log: EventLog, now: Callable[[], int]) -> None:
        self._rows = rows
        self._log = log
        self._now = now
        self._turn = asyncio.Semaphore(1)

    async def beginning(self, site_id: int, at: int) -> PastPage:
        """What a view that was opened at `at` (ms, UTC) would have been told, and all visits of the
        half hour before: by them it knows who was here."""
        since = at - GONE_AFTER
        async with self._turn:
            events = await self._rows.events_between(site_id, Stretch(since, at), MOST_COUNTED)
            if events < BACKLOG:
                since = min(since, await self._rows.so_many_back(site_id, at, BACKLOG) or 0)
        one_of = 1 if events <= MOST else _prime_from(-(-events // MOST))
        found = await self._all(site_id, Stretch(since, at), one_of)
        rows = await self._with_earlier(site_id, found.rows, at)
        return self._page(rows, at, one_of, found.is_about)

    async def page(self, site_id: int, stretch: Stretch, one_of: int) -> PastPage:
        """What came in the stretch, or in its beginning, where that was much."""
        newest = self._now() - SETTLED
        until = max(min(stretch.until, newest), stretch.since)
        async with self._turn:
            found = await self._rows.stretch_rows(
                site_id,
                stretch._replace(until=until),
                self._log.head_of(site_id),
                most=MOST_OF_PAGE,
                one_of=one_of,
            )
            page = self._page(found.rows, found.until, one_of, found.is_about)
            if not page.messages:
                page.next = await self._rows.next_event(site_id, found.until)
        page.is_now = found.until >= newest
        return page

    async def first_event(self, site_id: int) -> int | None:
        """When it was (ms, UTC); None where there is none."""
        return await self._rows.next_event(site_id, 0)

    async def day_curve(self, site_id: int, day: Stretch, step: int) -> list[int]:
        """Visits with an event in each step of the day, or their shape."""
        return await self._rows.day_curve(site_id, day, step)

    async def _all(self, site_id: int, stretch: Stretch, one_of: int) -> StretchRows:
        """Of the whole stretch, of which there may be very many, a slice at a time."""
        rows, is_about = list[TimedRow](), False
        since, most = stretch.since, MOST * FURTHER
        while since < stretch.until:
            until = stretch.until if one_of == 1 else min(since + SLICE, stretch.until)
            async with self._turn:
                found = await self._rows.stretch_rows(
                    site_id,
                    Stretch(since, until),
                    self._log.head_of(site_id),
                    most=most,
                    one_of=one_of,
                )
            rows += found.rows
            since, is_about = found.until, is_about or found.is_about
        return StretchRows(rows, since, is_about)

    async def _with_earlier(self, site_id: int, rows: Sequence[TimedRow], at: int) -> Sequence[Row]:
        """And how visits began that were there before: those of the newest rows, and those who came
        back to a page."""
        seen = {row.visit for row in rows if isinstance(row, Event)}
        begun = {
            row.visit for row in rows if isinstance(row, Event) and is_first(row.id, row.visit)
        }
        wanted = {row.visit for row in rows if isinstance(row, Back) and row.visit not in seen}
        newest = [row for row in rows if isinstance(row, Event)][-BACKLOG:]
        wanted |= {row.visit for row in newest if row.visit not in begun}
        wanted.discard(0)
        if not wanted:
            return rows
        chosen = sorted(wanted)[-MOST_EARLIER:]
        known = {row.cursor for row in rows}
        before = max(known) + 1
        async with self._turn:
            earlier = await self._log.visit_rows(site_id, chosen, before, at)
        found = [row for row in earlier if row.cursor not in known and row.at < at]
        return sorted([*found, *rows], key=lambda row: (row.at, row.cursor))

    def _page(self, rows: Iterable[Row], until: int, one_of: int, is_about: bool) -> PastPage:
        rows = list(rows)
        messages = [told for row in rows if (told := message_of(row))]
        is_about = is_about or any(map(_is_vague, rows))
        return PastPage(self._log.id, messages, until, one_of, is_about)


def _prime_from(number: int) -> int:
    """The first one: ids go by the time, and visits that begin at a steady pace have the same rest
    with many another number."""
    while any(number % each == 0 for each in range(2, isqrt(number) + 1)):
        number += 1
    return number


def _is_vague(row: Row) -> bool:
    """Whether pages of then did not tell all: which of them was left, who came back."""
    return (isinstance(row, Leave) and row.page is None) or (
        isinstance(row, Event) and row.import_id is not None
    )
