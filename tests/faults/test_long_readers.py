"""Who reads for long, of the log or of the reports, holds nothing back."""

from pathlib import Path

import pytest

from tests.faults.long_readers import read_for
from tracker.services.reports.keeping_up import KeepingUp

pytestmark = pytest.mark.fault


async def test_every_hit_is_counted_beside_them_and_no_log_is_left(data_dir: Path) -> None:
    found = await read_for(data_dir, 4.0)
    assert found.is_exact, found


async def test_reports_that_wait_for_readers_are_found_out(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They follow until somebody reads, and no further."""

    async def stays(*_: object) -> None:
        return None

    monkeypatch.setattr(KeepingUp, "follow_to", stays)
    monkeypatch.setattr(KeepingUp, "_catch_up", stays)
    found = await read_for(data_dir, 1.0)
    assert not found.is_exact, found
