"""What rows behind an event say of it."""

import pytest

from tests.making import NOON, event
from tracker.domain.ids import first_id
from tracker.domain.retention import DAY
from tracker.domain.rows import AgeRemoval, ImportRemoval, Reset, Row, SiteRemoval, VisitRemoval
from tracker.storage.shared_log.known import known_by


def rows() -> list[Row]:
    """Two visits; the second began a day later, and has come back still later."""
    later = NOON + 2 * DAY
    made = [
        event(1, visit=first_id(NOON), at=NOON),
        event(2, visit=first_id(later), at=later),
        event(3, visit=first_id(NOON), at=later),
    ]
    for cursor, row in enumerate(made, 1):
        row.cursor = cursor
    return list(made)


@pytest.mark.parametrize(
    ("removal", "left"),
    [
        (SiteRemoval(1, NOON), []),
        (VisitRemoval(1, NOON, first_id(NOON)), [2]),
        (AgeRemoval(1, NOON, NOON + 1), [2, 3]),
        (AgeRemoval(1, NOON, NOON + DAY + 1), [2]),
        (AgeRemoval(1, NOON, NOON), [1, 2, 3]),
        (Reset(1, NOON, 2), [3]),
        (ImportRemoval(1, NOON, 7), [1, 2, 3]),
    ],
)
def test_what_is_erased_is_known_no_more(removal: Row, left: list[int]) -> None:
    events = rows()
    removal.cursor = 9
    assert [each.cursor for each in known_by(events, [*events, removal])] == left
    removal.cursor = 0
    assert [each.cursor for each in known_by(events, [*events, removal])] == [1, 2, 3]
