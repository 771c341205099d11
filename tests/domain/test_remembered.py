"""What is remembered, in so many bytes."""

import sys
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.remembered import ENTRY, Remembered, remembering, weight

KEYS = st.lists(st.integers(0, 50), max_size=300)


def one(*_: object) -> int:
    return 1


def test_what_was_put_is_known_until_there_is_no_room():
    memory: Remembered[str, str] = Remembered(10_000)
    memory.put("a", "one")
    assert memory.get("a") == "one"
    assert memory.get("b") is None


@given(KEYS)
def test_it_never_tells_anything_else_and_holds_no_more_than_it_may(keys):
    memory: Remembered[int, int] = Remembered(20, one)
    for key in keys:
        assert memory.get(key) in (None, -key)
        memory.put(key, -key)
        assert memory.get(key) == -key
        assert len(memory) <= 21


def test_what_is_asked_for_again_and_again_stays():
    memory: Remembered[int, int] = Remembered(20, one)
    memory.put(0, 1)
    for key in range(1, 1_000):
        assert memory.get(0) == 1
        memory.put(key, 1)
    assert memory.get(1) is None


def test_what_is_larger_than_half_of_it_all_is_not_kept():
    memory: Remembered[str, str] = Remembered(1_000)
    memory.put("a", "x" * 2_000)
    assert memory.get("a") is None


def test_it_can_be_emptied():
    memory: Remembered[int, int] = Remembered(20, one)
    memory.put(1, 1)
    memory.clear()
    assert (memory.get(1), len(memory)) == (None, 0)


def test_texts_inside_tuples_weigh_too():
    text = "x" * 500
    assert weight(("a", (text,)), None) > ENTRY + sys.getsizeof(text)


def test_a_function_is_called_once_for_the_same_text():
    called = []

    @remembering(10_000)
    def length(text: str) -> int:
        called.append(text)
        return len(text) + 1

    assert [length("ab"), length("ab"), length("abc")] == [3, 3, 4]
    assert called == ["ab", "abc"]


@pytest.mark.parametrize("letter", ["x", "é", "\u4e00", "\U0001f600"])
def test_it_takes_no_more_memory_than_it_is_given(letter):
    memory: Remembered[str, tuple[str, str]] = Remembered(2_000_000)
    tracemalloc.start()
    try:
        for number in range(6_000):
            text = f"{number}{letter * 300}"
            memory.put(text, (text.upper(), "b"))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 2_000_000
