"""The bars of a day, as they are drawn."""

import pytest

from tracker.web.charts.day_bars import bars_of, heights_of, line_of


@pytest.mark.parametrize(
    ("hours", "heights"),
    [
        ([0, 0], (0, 0)),
        ([1, 2, 4], (9, 18, 36)),
        ([1, 1_000_000], (2, 36)),
    ],
)
def test_an_hour_with_any_pageview_is_visible(hours: list[int], heights: tuple[int, ...]) -> None:
    assert heights_of(hours) == heights


def test_bars_stand_side_by_side_and_the_line_goes_through_their_middles() -> None:
    assert bars_of([9, 0, 36]) == "M0 36v-9h8v9zM20 36v-36h8v36z"
    assert bars_of([9], 23) == "M230 36v-9h8v9z"
    assert line_of([9, 0]) == "4,27 14,36"
