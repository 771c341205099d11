"""What has to be known of a shard's newest rows to say which row follows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from tracker.domain.arrivals import Arrival
from tracker.domain.events import Event
from tracker.domain.hits import TEST
from tracker.domain.ids import Ids
from tracker.domain.rows import PlaceCorrection, Row, SiteRemoval
from tracker.domain.shard_cursors import cursor_in, message_with
from tracker.services.taking_over.newcomers import ShardedSequencer
from tracker.services.taking_over.running_visits import GENERATION, Running, RunningVisits
from tracker.storage.processes.lately import Newcomers, SeenBeacon, SeenVisit


class Turn(msgspec.Struct, gc=False):
    """An arrival whose turn has come."""

    row: Row
    visitor: Running | None


class ShardState:
    """`fold`, and once that is in the log `remember`; at first `learn` what others have written,
    behind what is known otherwise of what they have.

    It goes by the time of the rows: nobody may have written for a while, and what has come since
    follows what was before. Times are ms, UTC."""

    def __init__(self, shard: int, secret: bytes) -> None:
        """`secret`: by which it remembers what strangers number."""
        self._ids = Ids(shard)
        self._sequencer = ShardedSequencer(self._ids, secret)
        self._running = RunningVisits()
        self._gone: set[int] = set()  # sites

    def know_id(self, newest: int) -> None:
        """An event has it; those that come have greater ones."""
        self._ids.go_on_after(newest)

    def know_resets(self, resets: Iterable[tuple[int, int]]) -> None:
        """Before the newcomers: sites, with the cursor up to which their numbers hold no more."""
        for site_id, upto in resets:
            self._sequencer.begin_anew(site_id, upto)

    def know_removed(self, sites: Iterable[int]) -> None:
        """They are gone."""
        self._gone.update(sites)

    def know_visits(self, visits: Iterable[SeenVisit]) -> None:
        """In progress, the oldest first."""
        for visitor, visit, at in visits:
            self._running.put(visitor, Running(visit, at))

    def know_beacons(self, beacons: Iterable[SeenBeacon]) -> None:
        """Of events of the last hour."""
        for beacon, visit, cursor, at in beacons:
            self._sequencer.pageviews.put(beacon, visit, cursor, at)

    def know_newcomers(self, newcomers: Iterable[Newcomers]) -> None:
        """Who has been counted as new in the last day."""
        for at, site_id, visitors in newcomers:
            self._sequencer.know(site_id, visitors, at)

    def learn(self, rows: Sequence[Row], until: int) -> None:
        """These are in the log, in this order. `until`: when its newest row was."""
        for row in rows:
            if isinstance(row, Event):
                self._ids.go_on_after(row.id)
                if row.at > until - GENERATION and row.name != TEST:
                    self._running.put(row.visitor_id, Running(row.visit, row.at))
            elif isinstance(row, SiteRemoval):
                self._gone.add(row.site_id)
        self._sequencer.remember(rows)

    def fold(self, arrivals: Sequence[Arrival], newest: int, now: int) -> list[Row]:
        """The rows that they are, as the message that follows the cursor `newest`. What late ones
        name and is not in reach stays unsaid: whoever files them looks for it. What comes of a site
        that is gone is no row: it is of a front that has not heard of it yet, for whatever time.
        `now`: by our own clock; others' may be ahead."""
        arrivals = [each for each in arrivals if self._is_there(each.row)]
        if not arrivals:
            return []
        self._running.turn_to(min(now, max(each.row.at for each in arrivals)))
        head = cursor_in(message_with(newest) + 1, 0)
        folded = self._sequencer.fold([self._turn(each) for each in arrivals], head)
        rows = folded.rows + [stray.row for stray in folded.strays]
        for cursor, row in enumerate(rows, head + 1):
            row.cursor = cursor
        return rows

    def remember(self, rows: Sequence[Row]) -> None:
        """What was folded last is in the log."""
        self._sequencer.remember(rows)

    def _is_there(self, row: Row) -> bool:
        if not isinstance(row, SiteRemoval):
            return row.site_id not in self._gone
        self._gone.add(row.site_id)
        return True

    def _turn(self, arrival: Arrival) -> Turn:
        row = arrival.row
        if isinstance(row, Event) and not row.id:
            return Turn(row, self._running.of(row.visitor_id, arrival.before))
        if isinstance(row, PlaceCorrection) and arrival.visitor:
            return Turn(row, self._running.known(arrival.visitor, arrival.before))
        return Turn(row, None)
