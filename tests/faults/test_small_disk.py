"""D4, D5: a full disk refuses hits and loses none; with room they are stored again."""

from pathlib import Path

import pytest

from tests.faults.kills import SABOTAGED
from tests.faults.small_disk import on_a_full_file_system, with_short_files

pytestmark = pytest.mark.fault


async def test_a_full_file_system_is_survived(tmp_path: Path) -> None:
    try:
        found = await on_a_full_file_system(tmp_path / "disk")
    except PermissionError:
        pytest.skip("NOT TESTED: no file system may be mounted here; the next test limits files")
    assert found.is_clean, found
    assert found.answers.refused


async def test_files_that_may_not_grow_are_survived(data_dir: Path) -> None:
    found = await with_short_files(data_dir)
    assert found.is_clean, found
    assert found.answers.refused


async def test_a_server_that_acknowledges_before_the_commit_is_found_out(data_dir: Path) -> None:
    found = await with_short_files(data_dir, (SABOTAGED, "acknowledge-early"))
    assert found.answers.lost
    assert not found.is_clean
