"""Which visits of a site a watcher's filter selects, and what is told of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tracker.domain.filters import Filter
from tracker.domain.ids import is_first
from tracker.domain.message_of import message_of
from tracker.domain.messages import (
    EventMessage,
    LatePlaceMessage,
    LogMessage,
    RemovalMessage,
)
from tracker.domain.rows import Row
from tracker.services.live.frames import Message, NoRow
from tracker.services.live.met import Met
from tracker.storage.log.event_log import EventLog

Beginning = EventMessage | LatePlaceMessage  # by which a visit can come to be selected

BEGIN_AT_ONCE = 20  # visits whose earlier rows are read together


def replayed(rows: Iterable[Row]) -> Iterator[LogMessage]:
    """The messages that told of the rows, marked as of the past."""
    for row in rows:
        if (message := message_of(row)) is not None:
            message.replay = True
            yield message


class Selection:
    """Takes a site's messages in the order of their cursors, wherever they come from. Whether a
    visit is selected at a cursor, the log up to there says; so who comes back with a cursor has
    the rows of just those visits."""

    def __init__(self, log: EventLog, met: Met, site_id: int, wanted: Filter) -> None:
        self._log = log
        self._met = met
        self._site_id = site_id
        self._wanted = wanted
        self._all = wanted.visits.asked
        self._has_begun = not wanted.selects_visits

    @property
    def has_met(self) -> bool:
        """Whether it selects visits, and knows by now which."""
        return self._has_begun and bool(self._all)

    def has(self, visit: int) -> bool:
        return self._met.of(visit) == self._all

    def know(self, visits: Iterable[str]) -> None:
        """Those that the watcher has been told of are selected."""
        for visit in visits if self._all else ():
            self._met.add(int(visit), self._all)

    async def of(self, messages: Sequence[Message]) -> tuple[list[Message], int]:
        """What is to be told of the messages, and of how many: the rest is to be asked for again.
        What a visit has brought before it was selected comes before the one that has done it."""
        if not self._has_begun:
            await self._begin(messages)
        passing, taken = list[Message](), 0
        late = dict[str, Beginning]()
        for message in messages:
            if len(late) == BEGIN_AT_ONCE:
                break
            taken += 1
            if self._selects(message, late):
                passing.append(message)
        earlier = await self._earlier(late) if late else {}
        return [*self._with_earlier(passing, late, earlier)], taken

    async def _begin(self, messages: Sequence[Message]) -> None:
        """What had been met before the first of these rows."""
        cursors = (each.cursor for each in messages if not isinstance(each, NoRow))
        if first := next(cursors, 0):
            found = await self._log.met_before(self._site_id, first - 1, self._wanted)
            for visit, bits in found.items():
                self._met.add(visit, bits)
            self._has_begun = True

    def _selects(self, message: Message, late: dict[str, Beginning]) -> bool:
        """Whether its visit is selected by now; it goes into `late` where that has begun later
        than the visit. What belongs to no visit, or takes one away, is for everybody."""
        if not self._all or isinstance(message, NoRow | RemovalMessage):
            return True
        visit = int(message.visit)
        if not isinstance(message, Beginning):
            return self._met.of(visit) == self._all
        before = self._met.of(visit)
        if before == self._all:
            return True
        bits = self._wanted.visits.met_by(message)
        if self._met.add(visit, bits) != self._all:
            return False
        if isinstance(message, LatePlaceMessage) or not is_first(int(message.id), visit):
            late[message.visit] = message
        return True

    async def _earlier(self, late: dict[str, Beginning]) -> dict[str, list[LogMessage]]:
        """By visit what came before."""
        before = max(message.cursor for message in late.values())
        until = max(message.at for message in late.values())
        rows = await self._log.visit_rows(self._site_id, [*map(int, late)], before, until)
        found: dict[str, list[LogMessage]] = {visit: [] for visit in late}
        for each in replayed(rows):
            if each.cursor < late[each.visit].cursor:
                found[each.visit].append(each)
        return found

    def _with_earlier(
        self,
        passing: Iterable[Message],
        late: dict[str, Beginning],
        earlier: dict[str, list[LogMessage]],
    ) -> Iterator[Message]:
        for message in passing:
            if isinstance(message, Beginning) and late.get(message.visit) is message:
                yield from filter(self._wanted.passes, earlier[message.visit])
            if isinstance(message, NoRow) or self._wanted.passes(message):
                yield message
