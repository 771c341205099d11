"""A4: one address may not fill the disk: 2 GB a day at most, at default limits."""

from pathlib import Path

import pytest

from tests.faults.worst_day import MOST, worst_day

pytestmark = pytest.mark.fault


async def test_an_address_writes_two_gigabytes_a_day_at_most(data_dir: Path) -> None:
    found = await worst_day(data_dir, 1_000)
    assert found.is_bounded, found


async def test_a_server_without_shares_is_found_out(data_dir: Path) -> None:
    found = await worst_day(data_dir, 10_000, limited=False)
    assert found.bytes > 10 * MOST, found
