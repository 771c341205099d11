"""GoatCounter's counts and lines: what is too much, and what is forgotten."""

import pytest

from tests.making import event
from tracker.domain.peer_apis import goat_counts, goat_csv
from tracker.domain.peer_apis.goat_lists import lines_of, scheme_of, within
from tracker.domain.queries.sent import BadQuery
from tracker.domain.reports.conditions import Any, Term
from tracker.domain.reports.question import Answer, Row


def test_more_than_one_answer_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(goat_counts, "MOST_ROWS", 2)
    rows = [Row((f"/{number}",), (1,)) for number in range(2)]
    with pytest.raises(BadQuery, match="start is too long before end"):
        goat_counts.counts({False: Answer(rows, 0)})


def test_only_so_many_first_visits_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(goat_csv, "REMEMBERED", 1)
    paths = ("/a", "/a", "/b", "/a")
    events = [event(number, path=path) for number, path in enumerate(paths)]
    for number, each in enumerate(events, 1):
        each.cursor = number
    lines = goat_csv.Lines(0).of(events).decode().splitlines()
    assert [line.split(",")[-2] for line in lines] == ["1", "0", "1", "1"]


def test_a_spreadsheet_calculates_nothing_of_an_export() -> None:
    happened = event(1, path="/a")
    happened.cursor, happened.title = 1, "=1+1"
    assert goat_csv.Lines(0).of([happened]).decode().split(",")[1] == "'=1+1"


def test_what_came_from_nowhere_is_one_line() -> None:
    nowhere = Any((Term("visit:source", "is", ("",)), Term("visit:source", "is", ("Direct",))))
    assert within("toprefs", "(unknown)") == nowhere
    assert lines_of("toprefs", {"": 1, "Direct": 2}, str) == [
        {"id": "", "name": "", "count": 3, "ref_scheme": "o"}
    ]
    assert [scheme_of(each) for each in ("", "Google", "a.example")] == ["o", "g", "h"]
