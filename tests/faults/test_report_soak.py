"""A server that is asked for reports again and again keeps no file and no thread of it."""

from pathlib import Path

import pytest

from tests.faults.kills import SABOTAGED
from tests.faults.report_soak import Soak, soaked

pytestmark = pytest.mark.fault


ASKED = {"page 200", "query 200", "export 200", "hit 204"}


async def test_nothing_is_left_open(data_dir: Path) -> None:
    found = await soaked(data_dir, 15.0, until=_is_flat)
    assert _is_flat(found), found


async def test_a_server_that_leaves_something_open_is_found_out(data_dir: Path) -> None:
    found = await soaked(data_dir, 15.0, (SABOTAGED, "keep-open"), until=_grows)
    assert _grows(found), found


def _is_flat(found: Soak) -> bool:
    return found.is_flat and set(found.answers) >= ASKED


def _grows(found: Soak) -> bool:
    return not found.is_flat
