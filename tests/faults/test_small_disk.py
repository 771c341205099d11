"""D4, D5: a full disk refuses hits and loses none; with room they are stored again."""

from pathlib import Path

import pytest

from tests.beacon_load import answer_to, post
from tests.eventually import eventually
from tests.faults.kills import SABOTAGED
from tests.faults.small_disk import (
    fill_up,
    on_a_full_file_system,
    page_status,
    tmpfs,
    with_short_files,
)
from tests.seeded_data import seed
from tests.server_process import running

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


async def test_a_start_on_a_full_disk_only_reads_until_there_is_room(tmp_path: Path) -> None:
    try:
        async with tmpfs(tmp_path / "disk", 6) as resize:
            site = (await seed(tmp_path / "disk")).site
            fill_up(tmp_path / "disk")
            (tmp_path / "data").symlink_to(tmp_path / "disk")  # what it says goes elsewhere
            async with running(tmp_path / "data", BACKUP_EVERY="0") as server:
                assert await page_status(server) == 200
                assert "Only reading: the disk is full" in server.said()
                resize(128)
                await eventually(lambda: server.said().count("Tracker serves on") == 2)
                hit = post(site.key, {"name": "pageview", "url": "https://example.com/"})
                assert (await answer_to(server.port, hit)).status == 204
                said = server.said()
    except PermissionError:
        pytest.skip("NOT TESTED: no file system may be mounted here")
    assert "Traceback" not in said
