"""L6, small: all live views are back after a restart. The figures are `make faults`'."""

from pathlib import Path

import pytest

from tests.faults.reconnects import after_a_restart


@pytest.mark.fault
async def test_every_live_view_comes_back_after_a_restart(data_dir: Path) -> None:
    found = await after_a_restart(data_dir, 50)
    assert found.all_are_back, found
