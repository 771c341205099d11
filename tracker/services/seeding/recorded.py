"""What the beacon would have brought, recorded as the server does, but without the way there.

Nothing comes twice here, and nothing late: so what the recorder remembers of the last hours is a
table of pageviews."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

from tracker.domain.days import day_number
from tracker.domain.events import Event, Visitor
from tracker.domain.hits import PAGEVIEW
from tracker.domain.hosts import may_report
from tracker.domain.ids import Ids
from tracker.domain.places import Place
from tracker.domain.refusals import Reason, Refusal
from tracker.domain.rows import OfPageview, Pageview, Row, attach
from tracker.domain.visits import is_in
from tracker.services.recording.hit_rows import late_title, row_of
from tracker.services.recording.pages import Pages
from tracker.services.recording.sender import Sender
from tracker.services.recording.visitors import Visitors
from tracker.services.seeding.visits import Moment
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog
from tracker.storage.log.salts import SALT_BYTES
from tracker.storage.sites.refused_days import RefusedOn, put_hits
from tracker.storage.sites.sites import Site

BATCH = 4_000  # rows in a transaction


async def record(
    db: Database,
    find_place: Callable[[str], Place],
    days: Iterable[list[Moment]],
    since: int,
    show: Callable[[int], None] = lambda _at: None,
) -> int:
    """All of it, in large batches; how many rows it were. `show` is told the time (ms, UTC) that it
    has come to. Leaves of what came before all of them have none."""
    log = SqliteEventLog(db)
    await log.open()
    before = log.head
    recording = Recording(Visitors(PassingSalts(), find_place, since), log.head, log.newest_id)
    for moments in days:
        rows = recording.rows(moments)
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            await log.append(batch, log.head + len(batch))
        if moments:
            show(moments[-1][0])
    await put_hits(db, recording.refused)
    return log.head - before


class PassingSalts:
    """A salt a day that stands nowhere, and the same each time that it is asked for."""

    @staticmethod
    @cache
    def of(day: date) -> bytes:
        return Random(day.toordinal()).randbytes(SALT_BYTES)


class Recording:
    """From messages to rows: the rules that some break, visitors, ids, visits."""

    def __init__(self, visitors: Visitors, head: int, newest_id: int) -> None:
        """To follow the log's newest cursor and id."""
        self._visitors = visitors
        self._cursor = head
        self._ids = Ids()
        self._ids.go_on_after(newest_id)
        self._counted: set[int] = set()
        self._pages = Pages()
        self._lately: dict[int, Pageview] = {}
        self._before: dict[int, Pageview] = {}
        self.refused: Counter[RefusedOn] = Counter()

    def rows(self, moments: Iterable[Moment]) -> list[Row]:
        """What is to be written, in order."""
        self._lately, self._before = {}, self._lately
        return list(self._rows(moments))

    def _rows(self, moments: Iterable[Moment]) -> Iterator[Row]:
        for at, site, sender, hit in moments:
            page, visitor = self._pages.read(hit.url), self._visitor(site, sender, at)
            assert page
            if reason := _objection(site, page.host, visitor):
                day = day_number(at, ZoneInfo(site.time_zone))
                self.refused[RefusedOn(site.id, day, reason.value)] += 1
                continue
            row = row_of(site, hit, page, visitor, sender.address, at)
            assert not isinstance(row, Refusal)
            if isinstance(row, Event):
                yield self._event(row, visitor)
                continue
            for late in (row, late_title(row, hit)):
                if late and self._finds_page(late):
                    yield late

    def _visitor(self, site: Site, sender: Sender, at: int) -> Visitor:
        known = sender.visitor
        if known is not None and known.day.start <= at < known.day.end:
            return self._visitors.again(known, at)
        who = (sender.address, sender.user_agent, sender.hints)
        sender.visitor = self._visitors.meet(site, *who, at)
        return sender.visitor

    def _event(self, row: Event, visitor: Visitor) -> Event:
        if not is_in(visitor.visit, visitor.last_at, row.at):
            visitor.visit = self._ids.next(row.at)
        visitor.last_at = row.at
        row.visit, row.id = visitor.visit, self._ids.next(row.at)
        row.is_new = row.visitor_id not in self._counted
        self._counted.add(row.visitor_id)
        self._cursor += 1
        cursor = self._cursor if row.name == PAGEVIEW else 0
        self._lately[row.beacon] = Pageview(row.visit, cursor, row.at)
        return row

    def _finds_page(self, row: OfPageview) -> bool:
        """Have it name its pageview, unless that was refused, or came before all of this."""
        page = self._lately.get(row.beacon) or self._before.get(row.beacon)
        if page is None or not attach(row, page):
            return False
        self._cursor += 1
        return True


def _objection(site: Site, host: str, visitor: Visitor) -> Reason | None:
    if visitor.bot is not None:
        return Reason.BOT
    return Reason.HOST if site.hosts and not may_report(host, site.hosts) else None
