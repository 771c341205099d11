"""A server that is asked for reports again and again keeps no file and no thread of it."""

from pathlib import Path

import pytest

from tests.faults.kills import SABOTAGED
from tests.faults.report_soak import Soak, soaked

pytestmark = pytest.mark.fault


async def test_nothing_is_left_open(data_dir: Path) -> None:
    found = await soaked(data_dir, 15.0)
    assert found.is_flat, found
    assert {"page 200", "query 200", "export 200", "hit 204"} <= set(found.answers)


async def test_a_server_that_leaves_something_open_is_found_out(data_dir: Path) -> None:
    def grew(found: Soak) -> bool:
        return not found.is_flat

    found = await soaked(data_dir, 15.0, (SABOTAGED, "keep-open"), until=grew)
    assert grew(found), found
