"""What a row of the first page makes of numbers."""

import pytest

from tracker.web.home import glances
from tracker.web.home.presences import presence


@pytest.mark.parametrize(
    ("today", "yesterday", "said"),
    [
        (50, 29, ("", "yesterday by now: 29")),
        (50, 0, ("", "")),
        (34, 30, ("up", "+13\u00a0% vs yesterday by now")),
        (15, 30, ("down", "−50\u00a0% vs yesterday by now")),
        (30, 30, ("same", "as yesterday by now")),
        (0, 30, ("down", "−100\u00a0% vs yesterday by now")),
        (90_000, 30, ("up", "+299,900\u00a0% vs yesterday by now")),
    ],
)
def test_today_is_compared_where_yesterday_says_something(
    today: int, yesterday: int, said: tuple[str, str]
) -> None:
    assert glances.change(today, yesterday) == said


@pytest.mark.parametrize(
    ("paths", "where"),
    [
        ([], ""),
        (["/"], "/"),
        (["/", "/a"], "/, /a"),
        (["/", "/a", "/b", "/c"], "/, /a and 2 more"),
    ],
)
def test_the_fullest_pages_are_named(paths: list[str], where: str) -> None:
    told = presence(7, len(paths), [(path, 1) for path in paths])
    assert (told.id, told.count, told.where) == (7, len(paths), where)
    assert (told.now, told.noun) == {
        0: ("–", "nobody now"),
        1: ("1", "visitor now"),
    }.get(len(paths), (str(len(paths)), "visitors now"))
