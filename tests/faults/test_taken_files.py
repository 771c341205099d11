"""C20: a database that is removed or replaced under a running server loses nothing silently."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.kills import SABOTAGED
from tests.faults.taken_files import WAYS, removed, taken

pytestmark = pytest.mark.fault


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_a_file_that_is_taken_away_is_noticed_and_saved(
    tmp_path: Path, way: Callable[[Path], None]
) -> None:
    found = await taken(tmp_path, way)
    assert found.is_clean, found


async def test_a_server_that_never_looks_is_found_out(tmp_path: Path) -> None:
    found = await taken(tmp_path, removed, (SABOTAGED, "never-look"))
    assert found.lost
    assert not found.is_clean
