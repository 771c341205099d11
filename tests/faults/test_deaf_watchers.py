"""A live view that stops reading is cut off; nobody else notices."""

from pathlib import Path

import pytest

from tests.faults.deaf_watchers import among_the_deaf

pytestmark = pytest.mark.fault


async def test_watchers_who_do_not_read_are_cut_off_and_harm_nobody(data_dir: Path) -> None:
    found = await among_the_deaf(data_dir, hits=1_500)
    print(found)
    assert found.is_clean, found
