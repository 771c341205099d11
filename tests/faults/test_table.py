"""The table that `make faults` writes."""

import datetime

from bench.faults import Finding, document


def test_the_table_says_what_held_and_what_broke() -> None:
    held = Finding("kill -9", "20 kills", "none lost", "0 lost", True)
    broke = Finding("a lock", "1 lock", "none stored", "3 stored", False)
    text = document([held, broke], datetime.date(2026, 11, 21))
    assert "| kill -9 | 20 kills | none lost | 0 lost | held |\n" in text
    assert "| a lock | 1 lock | none stored | 3 stored | **broke** |\n" in text
    assert "\n2026-11-21, " in text
