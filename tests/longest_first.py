"""In which order several workers are given tests."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def longest_first(tests: Iterable[T], is_long: Callable[[T], bool], workers: int) -> list[T]:
    """The same tests, dealt so that each worker begins with its part of the long ones: begun last,
    one of two minutes keeps one processor busy and the other waiting.

    `--dist worksteal` gives each worker one stretch of the list, all of about the same length."""
    tests = list(tests)
    long = [each for each in tests if is_long(each)]
    others = iter([each for each in tests if not is_long(each)])
    dealt: list[T] = []
    for worker in range(workers):
        stretch = (len(tests) - len(dealt)) // (workers - worker)
        first = long[worker::workers]
        dealt += [*first, *islice(others, max(0, stretch - len(first)))]
    return [*dealt, *others]
