"""The last answer of a connection says so, and no request is sent after it and lost."""

from pathlib import Path

import pytest

from tests.faults.last_answers import CLIENTS, kept_connections

pytestmark = pytest.mark.fault


@pytest.mark.parametrize("ordinary", [False, True], ids=["short way", "ordinary way"])
async def test_no_request_is_lost_on_a_connection_that_was_kept(
    data_dir: Path, ordinary: bool
) -> None:
    found = await kept_connections(data_dir, ordinary)
    assert (found["lost"], found["closed"], found["gone"]) == (0, CLIENTS, CLIENTS)
