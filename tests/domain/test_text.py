"""Whatever strangers send becomes text that can be stored and shown."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.processor_time import quickest
from tracker.domain.text import cut, tidy

anything = st.text(st.characters(), max_size=300)  # lone surrogates and controls included


def test_plain_text_is_left_alone():
    assert tidy("Pricing - Example, Inc.", 100) == "Pricing - Example, Inc."


def test_plain_text_is_cut_at_the_limit():
    assert tidy("abcdef", 4) == "abcd"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\x00b", "ab"),
        ("\x00", ""),
        ("a\x1b[31mb", "a[31mb"),
        ("a\x7fb", "ab"),
        ("a\x80\x9fb", "ab"),
        ("a\ud800b", "ab"),
        ("caf\udce9", "caf"),
        ("\ude00\ud83d", ""),
        ("one\ntwo", "one two"),
        ("one\r\ntwo", "one  two"),
        ("one\ttwo", "one two"),
        ("one\x85two", "one two"),
        ("one\u2028two\u2029three", "one two three"),
    ],
)
def test_what_cannot_be_stored_or_shown_goes(text, kept):
    assert tidy(text, 100) == kept


@pytest.mark.parametrize(
    "text",
    [
        "Größe",
        "日本語のページ",
        "مرحبا بالعالم",
        "שלום עולם",
        "می\u200cخواهم",
        "👩\u200d💻 at work",
        "\u200fabc\u200e",
        "नमस्ते",
        "a\u00a0b",
    ],
)
def test_the_worlds_scripts_are_kept(text):
    assert tidy(text, 100) == text


def test_letters_and_their_accents_are_joined():
    assert tidy("Cafe\u0301", 100) == "Café"


def test_letters_parted_by_a_control_character_are_joined_too():
    assert tidy("Cafe\x00\u0301", 100) == "Café"


def test_an_emoji_is_never_cut_in_two():
    assert [tidy("ab😀", limit) for limit in (6, 5, 3, 2)] == ["ab😀", "ab", "ab", "ab"]


def test_a_limit_of_nothing_leaves_nothing():
    assert tidy("é", 0) == tidy("e", 0) == ""


def test_a_long_run_of_combining_marks_costs_little():
    marks = "a" + "\u0301\u0316" * 20_000
    assert tidy(marks, 16_384).startswith("á")
    assert quickest(lambda: tidy(marks, 16_384)) < 0.1


@given(anything, st.integers(0, 300))
def test_any_text_can_be_stored(text, limit):
    stored = tidy(text, limit).encode()
    assert len(stored) <= limit


@given(anything, st.integers(0, 300))
def test_any_text_is_on_one_line_and_in_nfc(text, limit):
    result = tidy(text, limit)
    assert len(result.splitlines()) <= 1
    assert unicodedata.is_normalized("NFC", result)
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} for c in result)


@given(anything, st.integers(0, 300))
def test_tidy_text_is_left_alone(text, limit):
    once = tidy(text, limit)
    assert tidy(once, limit) == once


@given(st.text(), st.integers(0, 60))
def test_a_cut_text_is_a_beginning_of_it_and_as_long_as_can_be(text, limit):
    kept = cut(text, limit)
    assert text.startswith(kept)
    if kept != text:
        assert len(kept.encode()) <= limit < len(text[: len(kept) + 1].encode())
