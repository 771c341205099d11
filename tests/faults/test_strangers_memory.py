"""What one address can make a server keep."""

from pathlib import Path

import pytest

from tests.faults.strangers_memory import WORST_MB, grown, worst

pytestmark = pytest.mark.fault


async def test_hits_in_which_everything_is_new_and_long_fill_no_memory(data_dir: Path) -> None:
    found = await grown(data_dir, worst, 4_000)
    assert found.stored == 4_000
    assert found.mb <= WORST_MB
