"""No form is half done because its browser has left."""

from pathlib import Path

import pytest

from tests.faults.kills import SABOTAGED
from tests.faults.leaving_clients import left_alone

pytestmark = pytest.mark.fault


async def test_every_site_of_a_browser_that_left_is_known(data_dir: Path) -> None:
    found = await left_alone(data_dir, 40)
    assert found.is_clean, found


async def test_a_server_that_stops_where_its_client_leaves_is_found_out(data_dir: Path) -> None:
    found = await left_alone(data_dir, 150, (SABOTAGED, "stop-halfway"))
    assert not found.is_clean, found
