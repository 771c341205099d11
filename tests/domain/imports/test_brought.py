"""Columns of a batch, and a part of its rows."""

from tracker.domain.imports.brought import BroughtEvents, Columns, no_columns


def test_rows_are_taken_out_of_their_columns():
    numbers = [[number, number + 10, number + 20] for number in range(13)]
    columns = Columns._make([*numbers, [None, "{}", None], [None] * 3, [0, 5, 0], [0, 0, 7]])
    events = BroughtEvents(columns, ["pageview"])
    assert (len(events), events.cursors) == (3, 5)
    part = events.part(1, 9)
    assert (part.columns.key, part.columns.properties, part.cursors) == ([10, 20], ["{}", None], 4)
    new = events.without({10, 99})
    assert (new.columns.key, new.columns.id, new.texts) == ([0, 20], [1, 21], ["pageview"])


def test_a_batch_may_have_no_rows():
    assert (len(BroughtEvents()), BroughtEvents().cursors, no_columns().key) == (0, 0, [])
