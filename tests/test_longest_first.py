import pytest

from tests.longest_first import longest_first

pytestmark = pytest.mark.alike


def is_long(test: str) -> bool:
    return test.isupper()


def test_each_worker_begins_with_its_part_of_the_long_ones() -> None:
    assert "".join(longest_first("abcAdefBgChi", is_long, workers=3)) == "AabcBdefCghi"


def test_the_others_stay_in_their_order() -> None:
    assert "".join(longest_first("abcd", is_long, workers=2)) == "abcd"


@pytest.mark.parametrize("tests", ["", "a", "A", "ABCDE", "aB", "abcdefghijKLMNOPQ", "AbcdefghijK"])
@pytest.mark.parametrize("workers", [1, 2, 5, 8])
def test_none_is_lost_and_none_comes_twice(tests: str, workers: int) -> None:
    assert sorted(longest_first(tests, is_long, workers)) == sorted(tests)
