"""A batch, as it grows and goes."""

import gc
import weakref

from tracker.domain.agents import read_agent
from tracker.services.import_rows.growing_batch import GrowingBatch


def test_what_rows_share_stands_in_it_once() -> None:
    batch = GrowingBatch(read_agent)
    assert [batch.titles[each] for each in ("A\n", "A ", "B", "A\n")] == [0, 0, 1, 0]
    assert [batch.names[each] for each in ("pageview", "B", " ")] == [2, 1, 2]
    assert batch.user_agents["Firefox/140.0"] == batch.agents[read_agent("Firefox/140.0")]
    assert batch.batch.events.texts == ["A ", "B", "pageview"]


def test_it_waits_for_no_collector() -> None:
    gc.disable()
    try:
        batch = GrowingBatch(read_agent)
        there = weakref.ref(batch)
        del batch
        assert there() is None
    finally:
        gc.enable()
