"""JSON objects, in lines and in arrays."""

from __future__ import annotations

import io
import json

import pytest

from tracker.domain.imports.imported import LeftOut, Reason
from tracker.domain.imports.reading import objects
from tracker.domain.imports.reading.objects import json_items, json_lines

VALUES = [{"a": 'x"}]{['}, {"b": [{"c": "\\"}, []]}, {"d": {}}]


def items(text: bytes) -> list[object]:
    found = json_items(io.BytesIO(text))
    return [each if isinstance(each, LeftOut) else each.object for each in found]


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 65_536])
@pytest.mark.parametrize("indent", [None, 1])
def test_an_array_is_read_piece_by_piece(monkeypatch, piece: int, indent: int | None) -> None:
    monkeypatch.setattr(objects, "PIECE", piece)
    assert items(json.dumps(VALUES, indent=indent).encode()) == VALUES


def test_an_object_may_stand_alone_or_behind_another() -> None:
    assert items(b'\xef\xbb\xbf{"a": 1}') == [{"a": 1}]
    assert items(b'{"a": 1}\n{"b": 2}') == [{"a": 1}, {"b": 2}]
    assert items(b'[{"a": 1}][{"b": 2}]') == [{"a": 1}, {"b": 2}]
    assert items(b'[1, "a", {"b": 2}]') == [{"b": 2}]


def test_each_object_has_the_line_where_it_begins() -> None:
    found = list(json_items(io.BytesIO(b'[\n{"a":\n1},\n\n{"b": 2}\n]')))
    assert [(each.line, each.object) for each in found] == [(2, {"a": 1}), (5, {"b": 2})]
    assert found[0].text == b'{"a":\n1}'


def test_what_is_broken_costs_itself() -> None:
    assert items(b'[{"a": 1}, {"b": }, {"c": 3}]') == [
        {"a": 1},
        LeftOut(Reason.JSON, 1),
        {"c": 3},
    ]
    assert items(b'[{"a": 1}, {"b": ') == [{"a": 1}, LeftOut(Reason.CUT, 1)]
    assert items(b'"') == [LeftOut(Reason.CUT, 1)]
    assert items(b"}") == [LeftOut(Reason.JSON, 1)]


def test_an_object_that_is_too_long_is_passed_over(monkeypatch) -> None:
    monkeypatch.setattr(objects, "LONGEST", 20)
    text = b'[{"a": "' + b"x" * 40 + b'"}, {"b": 2}]'
    assert items(text) == [LeftOut(Reason.TOO_LONG, 1), {"b": 2}]


def test_lines_are_objects_or_say_why_not() -> None:
    text = b'\xef\xbb\xbf{"a": 1}\r\n\r\n[1]\n{"b": \n{"c": "\\x22\\x5C"}\n{"d": "\xe9"}\n{"e": '
    found = list(json_lines(io.BytesIO(text), "f"))
    assert [each if isinstance(each, LeftOut) else each[:2] for each in found] == [
        (1, {"a": 1}),
        LeftOut(Reason.LINE, 3, "f"),
        LeftOut(Reason.JSON, 4, "f"),
        (5, {"c": '"\\'}),
        (6, {"d": "\ufffd"}),
        LeftOut(Reason.CUT, 7, "f"),
    ]


def test_json_that_is_too_deep_is_broken() -> None:
    deep = b'{"a": ' * 100_000
    assert list(json_lines(io.BytesIO(deep + b"\n"))) == [LeftOut(Reason.JSON, 1)]
