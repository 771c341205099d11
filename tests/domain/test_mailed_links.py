"""What a mailed link is worth when it is opened."""

import pytest

from tracker.domain.mailed_links import LIFE, Worth, worth_of

MINE, ANOTHERS = b"m" * 32, b"a" * 32
ASKED = 1_000


@pytest.mark.parametrize(
    ("used_at", "opened_by", "now", "worth"),
    [
        (None, MINE, ASKED, Worth.GOOD),
        (None, MINE, ASKED + LIFE - 1, Worth.GOOD),
        (None, MINE, ASKED + LIFE, Worth.EXPIRED),
        (None, MINE, ASKED - 1, Worth.EXPIRED),
        (None, ANOTHERS, ASKED, Worth.FOREIGN),
        (ASKED + 1, MINE, ASKED + 2, Worth.USED),
        (ASKED + 1, ANOTHERS, ASKED + LIFE, Worth.USED),
    ],
)
def test_a_link_is_good_once_for_a_quarter_of_an_hour_in_one_browser(
    used_at: int | None, opened_by: bytes, now: int, worth: Worth
):
    assert worth_of(ASKED, used_at, MINE, opened_by, now) is worth
