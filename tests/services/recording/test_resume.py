"""What a start takes up from the log."""

import pytest

from tests.making import NOON, event
from tracker.domain.ids import Ids
from tracker.services.presence import presence as all_sites
from tracker.services.presence.presence import Presence
from tracker.services.presence.site_presence import A_VISIT
from tracker.services.recording.resume import resume
from tracker.services.recording.sequencer import Sequencer
from tracker.storage.file.database import Database
from tracker.storage.log.file_log import SqliteEventLog


class Nobody:
    """Visitors that take up no visit."""

    def resume(self, visitor: int, visit: int, at: int) -> None:
        pass


class TakenUp(Nobody):
    """Visitors that say which visits they take up."""

    def __init__(self) -> None:
        self.visits: list[int] = []

    def resume(self, _visitor: int, visit: int, _at: int) -> None:
        self.visits.append(visit)


async def test_a_test_is_no_visit_that_goes_on(db: Database) -> None:
    log = SqliteEventLog(db)
    real, tried = event(visit=1), event(2, name="test", visit=2)
    await log.append([real, tried])
    taken_up = TakenUp()
    await resume(db, log.head, NOON + 2_000, Sequencer(Ids()), taken_up, Presence())
    assert taken_up.visits == [1]


async def test_those_who_are_here_after_a_start_take_no_more_room_than_before_it(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = SqliteEventLog(db)
    await log.append([event(visit=n, beacon=n, path="/", at=NOON + n) for n in range(1, 1_501)])
    monkeypatch.setattr(all_sites, "PRESENCE", 500 * A_VISIT)
    presence = Presence()
    await resume(db, log.head, NOON + 2_000, Sequencer(Ids()), Nobody(), presence)
    assert presence.room >= 0
    assert presence.now(1) == 1_500
