"""Which tests coverage looks at: a measured one takes up to half as long again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from coverage import Coverage

UNMEASURED = ("browser", "fault")  # they run nothing that others do not


def is_measured(item: pytest.Item) -> bool:
    return not any(item.get_closest_marker(mark) for mark in UNMEASURED)


@contextmanager
def unmeasured() -> Iterator[None]:
    """Where nothing is measured anyway, nothing happens."""
    if (coverage := Coverage.current()) is None:
        yield
        return
    coverage.stop()
    try:
        yield
    finally:
        coverage.start()
