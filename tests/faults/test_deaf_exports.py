"""An export that nobody reads is cut off, and holds neither memory nor the log meanwhile."""

import sqlite3
from collections.abc import AsyncGenerator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.faults import deaf_exports
from tracker.web.sites import downloads

pytestmark = pytest.mark.fault


async def test_who_reads_nothing_is_cut_off(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "SEND_WITHIN", 0.5)
    found = await deaf_exports.exports_to_the_deaf(data_dir, 15_000)
    assert found.is_bounded, found


async def test_a_server_that_reads_on_while_it_sends_is_found_out(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One statement for the whole file holds the log for as long as somebody takes to read."""
    monkeypatch.setattr(downloads, "SEND_WITHIN", 0.5)
    pieces = downloads._pieces

    async def while_reading(*asked: Any) -> AsyncGenerator[bytes]:
        with closing(sqlite3.connect(data_dir / "tracker.db")) as file:
            file.execute("begin")
            file.execute("select count(*) from event").fetchone()
            async for piece in pieces(*asked):
                yield piece

    monkeypatch.setattr(downloads, "_pieces", while_reading)
    found = await deaf_exports.exports_to_the_deaf(data_dir, 10_000)
    assert found.log_was_free == 0, found
