"""Which rows of a file are taken, by their time."""

import pytest

from tests.making import NOON
from tracker.domain.imports.imported import Reason
from tracker.domain.imports.reading.times import EARLIEST
from tracker.services.import_files.limits import A_DAY, Limits

ZERO_TIME = -62_135_596_800_000  # 0001-01-01, which programs write where they know none


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (ZERO_TIME, Reason.TIME),
        (EARLIEST - 1, Reason.TIME),
        (EARLIEST, None),
        (NOON, None),
        (NOON + A_DAY + 1, Reason.FUTURE),
    ],
)
def test_a_time_before_all_counting_is_none(at: int, reason: Reason | None) -> None:
    limits = Limits(NOON)
    first, end = limits.plain
    assert limits.refused(at) is reason
    assert (first <= at < end) == (reason is None)
