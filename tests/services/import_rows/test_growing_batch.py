"""A batch, as it grows and goes."""

import gc
import weakref

from tracker.domain.agents import read_agent
from tracker.domain.imports.brought import NONE, Origin
from tracker.domain.places import NOWHERE, Place
from tracker.domain.sources import DIRECT
from tracker.services.import_rows.growing_batch import GrowingBatch
from tracker.services.import_rows.row_parts import OriginAsked


def origin(asked: OriginAsked) -> Origin:
    return asked[0], DIRECT


def test_what_rows_share_stands_in_it_once() -> None:
    batch = GrowingBatch(read_agent, origin)
    assert [batch.titles[each] for each in ("A\n", "A ", "B", "A\n")] == [0, 0, 1, 0]
    assert [batch.names[each] for each in ("pageview", "B", " ")] == [2, 1, 2]
    firefox = read_agent("Firefox/140.0")
    asked = [("Firefox/140.0", None), ("", firefox), ("", None), ("said beside", firefox)]
    assert [batch.agents[each] for each in asked] == [0, 0, 1, 0]
    assert [batch.origins["https://a.example/", "", "b.example", None] for _ in range(2)] == [0, 0]
    assert [batch.places[each] for each in (NOWHERE, Place(), Place("DE"))] == [NONE, NONE, 0]
    assert batch.batch.events.texts == ["A ", "B", "pageview"]


def test_it_waits_for_no_collector() -> None:
    gc.disable()
    try:
        batch = GrowingBatch(read_agent, origin)
        there = weakref.ref(batch)
        del batch
        assert there() is None
    finally:
        gc.enable()
