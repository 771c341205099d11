"""What one address can make a server keep."""

from pathlib import Path

import pytest

from tests.faults.strangers_memory import grown, worst

pytestmark = [pytest.mark.fault, pytest.mark.alike]
HITS, MB = 1_500, 60.0  # 33 MB are usual; whatever keeps 18 KB of each hit is found


async def test_hits_in_which_everything_is_new_and_long_fill_no_memory(data_dir: Path) -> None:
    found = await grown(data_dir, worst, HITS)
    assert found.stored == HITS
    assert found.mb <= MB
