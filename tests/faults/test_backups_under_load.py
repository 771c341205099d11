"""D11: a backup under load holds what was acknowledged, and a server goes on from it."""

from pathlib import Path

import pytest

from tests.faults.backups_under_load import AT_LEAST, backed_up
from tests.faults.kills import SABOTAGED

pytestmark = pytest.mark.fault


async def test_a_backup_under_load_holds_every_hit_acknowledged_before_it(data_dir: Path) -> None:
    found = await backed_up(data_dir)
    assert found.is_clean, found
    assert found.before >= AT_LEAST


async def test_a_copy_of_the_file_alone_is_found_out(data_dir: Path) -> None:
    found = await backed_up(data_dir, (SABOTAGED, "copy-the-file"))
    assert found.lost
    assert not found.is_clean
