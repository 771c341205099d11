"""What ClickHouse refuses may be answered later: a statement was too slow, or the server ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tracker.storage.clickhouse.client import Refused
from tracker.storage.file.errors import RefusesForNow


@contextmanager
def for_now() -> Iterator[None]:
    """Whatever it refuses leaves as a RefusesForNow."""
    try:
        yield
    except Refused as error:
        raise RefusesForNow(f"ClickHouse: {error}") from None
