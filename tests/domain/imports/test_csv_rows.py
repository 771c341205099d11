"""CSV with all that can be wrong with it."""

import io

from hypothesis import given
from hypothesis import strategies as some

from tracker.domain.imports.csv_rows import LONGEST, csv_rows
from tracker.domain.imports.imported import LeftOut
from tracker.domain.imports.lines import lines_of


def read(text: str | bytes) -> list[object]:
    held = text.encode() if isinstance(text, str) else text
    found = csv_rows(io.BytesIO(held))
    return [each[:2] if isinstance(each, LeftOut) else each for each in found]


def test_records_are_numbered_by_their_first_lines():
    assert read('\ufeffa,b\r\n1,"two\r\nlines"\r\n\r\n3,4\r\n') == [
        (1, ["a", "b"]),
        (2, ["1", "two\nlines"]),
        (5, ["3", "4"]),
    ]


def test_a_quote_that_is_never_closed_costs_its_line_alone():
    assert read('a,b\n1,"x\n2,y\n3,z\n') == [
        (1, ["a", "b"]),
        ("quotes that are not closed", 2),
        (3, ["2", "y"]),
        (4, ["3", "z"]),
    ]


def test_two_of_them_do_not_take_what_stands_between():
    found = read('a,b\n1,"x\n2,y\n3,"z\n4,5\n')
    assert found == [
        (1, ["a", "b"]),
        ("quotes that are not closed", 2),
        (3, ["2", "y"]),
        ("quotes that are not closed", 4),
        (5, ["4", "5"]),
    ]


def test_a_quote_within_a_field_is_a_letter():
    assert read('a,b\n1,5" disk\n2,y\n')[1:] == [(2, ["1", '5" disk']), (3, ["2", "y"])]


def test_a_line_in_another_encoding_is_read_by_its_bytes():
    assert read(b"a,b\n1,caf\xe9\n")[1:] == [(2, ["1", "café"])]


def test_long_fields_are_read_and_longer_ones_cut():
    assert read(f"a,b\n1,{'x' * 200_000}\n")[1] == (2, ["1", "x" * 200_000])
    [_, cut, after] = read(f"a,b\n1,{'x' * 3 * LONGEST}\n2,y\n")
    assert len(cut[1][1]) < LONGEST + 1
    assert after == (3, ["2", "y"])


def test_a_quoted_field_that_goes_on_for_megabytes_is_given_up():
    rows = "".join(f"{number},{'y' * 1000}\n" for number in range(1200))
    found = read(f'a,b\n1,"{rows}')
    assert found[1] == ("quotes that are not closed", 2)
    assert len(found) == 1201


def test_lines_keep_their_ends_apart():
    assert list(lines_of(io.BytesIO(b"one\r\ntwo\nthree"))) == [
        (1, b"one\n"),
        (2, b"two\n"),
        (3, b"three"),
    ]
    assert list(lines_of(io.BytesIO(b"x" * 100 + b"\nnext\n"), 10)) == [
        (1, b"x" * 10 + b"\n"),
        (2, b"next\n"),
    ]
    assert list(lines_of(io.BytesIO(b"x" * 100), 10)) == [(1, b"x" * 10 + b"\n")]


@given(some.text(alphabet='a,"\n\r\x00é', max_size=60))
def test_whatever_comes_is_read_to_its_end(text: str):
    found = read(text)
    assert len(found) <= text.count("\n") + 1
