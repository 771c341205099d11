"""Theirs beside ours."""

from random import Random
from typing import NamedTuple

import pytest

from tracker.domain.imports import distinct, reconciled
from tracker.domain.imports.counted_rows import CountedRows
from tracker.domain.imports.distinct import BITS, HELD, Distinct, Several
from tracker.domain.imports.reconciled import Line, Reconciled


class Row(NamedTuple):
    day: int
    visit: int
    visitor: int
    is_page: bool = True
    counted: bool = True


def of(*rows: Row) -> CountedRows:
    return CountedRows(
        ["pageview" if row.is_page else "Order" for row in rows],
        [0 for _ in rows],
        [row.day for row in rows],
        [row.visit for row in rows],
        [row.visitor for row in rows],
        [row.visitor for row in rows],
        [row.counted for row in rows],
    )


def test_each_side_is_counted_by_day_and_kind():
    days = Reconciled()
    days.theirs(of(Row(5, 1, 7), Row(5, 1, 7), Row(5, 2, 8), Row(5, 2, 8, is_page=False)))
    days.ours(of(Row(5, 1, 7)))
    days.ours(of())
    days.why(5, "pageviews", "already there")
    days.why(5, "pageviews", "already there")
    assert list(days.lines()) == [
        Line(5, "pageviews", 3, 1, {"already there": 2}),
        Line(5, "events", 1, 0, {}),
        Line(5, "visits", 2, 1, {}),
        Line(5, "visitors", 2, 1, {}),
    ]


def test_what_they_do_not_count_is_not_theirs():
    days = Reconciled()
    hidden = Row(5, 1, 7, counted=False)
    days.theirs(of(Row(5, 1, 7), hidden, hidden._replace(is_page=False)))
    days.ours(of(Row(5, 1, 7), hidden))
    lines = {line.kind: line for line in days.lines()}
    assert lines["pageviews"] == Line(5, "pageviews", 1, 2, {"not in their figures": 1})
    assert "events" not in lines


def test_sides_that_were_the_same_part():
    days = Reconciled()
    days.both(of(Row(5, 1, 7), Row(6, 2, 8)))
    days.theirs(of(Row(5, 3, 9)))
    days.both(of(Row(5, 4, 7)))
    days.ours(of(Row(7, 5, 9)))
    days.both(of(Row(7, 6, 9)))
    found = [(line.day, line.theirs, line.ours) for line in days.lines() if line.kind == "visits"]
    assert found == [(5, 3, 2), (6, 1, 1), (7, 1, 2)]


def test_days_with_many_take_no_room_for_ever(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(distinct, "MOST_EXACTLY", 100)
    days = Reconciled()
    for day in range(20):
        days.both(of(*[Row(day, visit, visit) for visit in range(500)]))
    assert days._known <= reconciled.MOST_KNOWN + 2 * HELD
    assert [line.ours for line in days.lines() if line.kind == "visits"] == [500] * 20


def test_days_long_past_are_kept_as_numbers(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reconciled, "MOST_KNOWN", 10)
    days = Reconciled()
    for first in range(0, 20, 2):
        rows = of(*[Row(day, visit, visit) for visit in range(3) for day in (first, first + 1)])
        days.theirs(rows)
        days.ours(rows)
    assert days._known < 50
    assert [line.ours for line in days.lines() if line.kind == "visitors"] == [3] * 20


def test_different_ones_are_counted():
    few = Distinct()
    for number in (1, 2, 2, 1 << 30):
        few.update([number])
    assert few.count == 3
    many = Distinct()
    chance = Random(1)
    many.update([chance.getrandbits(60) for _ in range(200_000)])
    assert many.count == pytest.approx(200_000, rel=0.01)
    full = Distinct()
    full._bits = bytearray(b"\xff" * (BITS // 8 + 1))
    assert full.count > BITS


def test_many_of_a_day_are_counted_in_the_same_room(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(distinct, "MOST_EXACTLY", 100)
    several = Several()
    several.update(range(100))
    assert (several.count, several.held) == (100, 100)
    for first in range(0, 5_000, 50):
        several.update(range(first, first + 100))
    assert several.held == HELD
    assert several.count == pytest.approx(5_050, rel=0.01)
