"""Custom dimensions and variables of Matomo."""

import pytest

from tracker.domain.peers.matomo_variables import LONGEST, MOST, told_beside


def test_they_are_told_by_their_names() -> None:
    query = {
        "dimension1": "a",
        "dimension999": "b",
        "cvar": '{"1":["Author","Ada"],"2":["Words",900]}',
    }
    assert told_beside(query | {"url": "/", "dimensions": "no"}) == {
        "dimension1": "a",
        "dimension999": "b",
        "Author": "Ada",
        "Words": "900",
    }


def test_the_nearest_counts() -> None:
    query = {"_cvar": '{"1":["Plan","of the visit"]}', "cvar": '{"5":["Plan","of the page"]}'}
    assert told_beside(query) == {"Plan": "of the page"}


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "[]",
        "{",
        '{"1":"Plan"}',
        '{"1":["Plan"]}',
        '{"1":["",""]}',
        '{"1":["Plan"," "]}',
        '{"1":[["a"],"b"]}',
        '{"1":["Plan","' + "x" * LONGEST + '"]}',
    ],
)
def test_what_is_none_says_nothing(sent: str) -> None:
    assert told_beside({"cvar": sent}) == {}


def test_there_are_not_too_many() -> None:
    assert len(told_beside({f"dimension{number}": "x" for number in range(1, 99)})) == MOST
