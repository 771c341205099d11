"""D14: more connections than files may be open."""

from pathlib import Path

import pytest

from tests.faults.no_files_left import MOST_LINES, without_files
from tests.server_process import RUN

pytestmark = pytest.mark.fault

PLAIN_LOOP = ("tests/faults/plain_loop.py",)
RAW = ("tests/faults/sabotaged_server.py", "say-everything")


@pytest.mark.parametrize("program", [RUN, PLAIN_LOOP], ids=["usual loop", "plain loop"])
async def test_a_flood_of_connections_is_sat_out_calmly(
    data_dir: Path, program: tuple[str, ...]
) -> None:
    found = await without_files(data_dir, program)
    assert (found.alive, found.stored, found.integrity) == (True, True, "ok"), found
    assert found.lines <= MOST_LINES, found


async def test_a_server_that_logs_each_of_them_is_found_out(data_dir: Path) -> None:
    found = await without_files(data_dir, RAW, held=0.5)
    assert not found.is_clean
