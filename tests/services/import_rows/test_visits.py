"""Which visit a row of a log is of."""

from zoneinfo import ZoneInfo

import pytest

from tests.making import NOON
from tracker.domain.imports.imported import ImportedRow
from tracker.services.import_rows.visits import Visits

A_DAY = list(range(0, 86_400, 60))  # of a page that loads itself anew


def visits_of(seconds: list[int]) -> list[int]:
    """Of one browser's rows as they stand in the file."""
    visits = Visits(1, ZoneInfo("UTC"), b"secret", lambda _: 1, {})
    rows = [
        ImportedRow(f"{each}", NOON + each * 1_000, address="192.0.2.1", user_agent="Firefox")
        for each in seconds
    ]
    return [met.visit for met in visits.of(rows)]


@pytest.mark.parametrize(
    ("seconds", "visits"),
    [
        ([0, 1_400, 2_000], 1),
        ([0, 1_400, 10, 1_900], 1),  # a download of 25 minutes, written when it was done
        ([1_900, 1_400, 10, 0], 1),
        ([0, 1_799, 0, 3_598], 1),
        ([0, 1_800], 2),
        ([1_800, 0], 2),
        (A_DAY, 1),
        ([*A_DAY, 86_400], 2),
        ([86_400, *reversed(A_DAY)], 2),
    ],
)
def test_half_an_hour_parts_visits_and_a_day_in_whatever_order_they_are_written(
    seconds: list[int], visits: int
) -> None:
    assert len(set(visits_of(seconds))) == visits
